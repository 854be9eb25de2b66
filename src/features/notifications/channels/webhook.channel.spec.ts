import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { wallClock } from '../../../kernel/index.js';
import { OutboundHttp } from '../../../platform/outbound/index.js';
import type { NotificationMessage } from './notification-channel.js';
import { WebhookChannel, type WebhookSettings } from './webhook.channel.js';

const OLD = `whsec_${Buffer.from('the secret that is going away').toString('base64')}`;
const NEW = `whsec_${Buffer.from('the secret that is coming now').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('the secret of somebody else..').toString('base64')}`;

const message: NotificationMessage = {
  id: '0199e000-0000-7000-8000-000000000001',
  orgId: '0199e000-0000-7000-8000-000000000002',
  caseId: '0199e000-0000-7000-8000-000000000003',
  userId: '0199e000-0000-7000-8000-000000000004',
  attempt: 2,
  idempotencyKey: '0199e000-0000-7000-8000-000000000001/webhook',
  page: {
    key: 'PAGE-7',
    number: 7,
    title: 'Größer als 90 % 🔥',
    urgency: 'high',
    status: 'TRIGGERED',
    services: ['payments'],
    tags: ['env:prod'],
  },
  step: 1,
  createdAt: '2026-11-24T12:00:00.000001Z',
};

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function receiver(handler: RequestListener = (_request, response) => response.writeHead(204).end()) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      handler(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook/secret-path`, received };
}

const channel = (url: string, over: Partial<WebhookSettings> = {}) =>
  new WebhookChannel(
    new OutboundHttp(),
    { url, secrets: [OLD, NEW], allowedPrivateHosts: ['127.0.0.1'], timeoutMs: 5000, ...over },
    wallClock,
  );

function signatureHeaders({ headers }: Received): Record<string, string> {
  return Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]),
  );
}

describe('WebhookChannel › send', () => {
  it('posts the message so that a receiver verifies it with either live secret', async () => {
    const { url, received } = await receiver();
    await expect(channel(url).send(message)).resolves.toEqual({ outcome: 'sent' });
    const [request] = received;
    if (request === undefined) throw new Error('nothing was received');
    for (const secret of [OLD, NEW]) {
      expect(new Webhook(secret).verify(request.body, signatureHeaders(request))).toEqual({
        type: 'page.notification',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        data: message,
      });
    }
    expect(received).toHaveLength(1);
    expect(request.headers['content-type']).toBe('application/json');
    expect(request.headers['webhook-id']).toBe(message.idempotencyKey);
  });

  it('does not verify with another secret or another body', async () => {
    const { url, received } = await receiver();
    await channel(url).send(message);
    const [request] = received;
    if (request === undefined) throw new Error('nothing was received');
    const headers = signatureHeaders(request);
    expect(() => new Webhook(OTHER).verify(request.body, headers)).toThrow('No matching signature');
    expect(() => new Webhook(NEW).verify(`${request.body} `, headers)).toThrow('No matching signature');
  });

  it.each([200, 201, 202, 204])('takes %i as sent', async (status) => {
    const { url } = await receiver((_request, response) => response.writeHead(status).end());
    expect(await channel(url).send(message)).toEqual({ outcome: 'sent' });
  });

  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [410, false],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
  ])('takes %i as failed, retryable: %s', async (status, retryable) => {
    const { url } = await receiver((_request, response) => response.writeHead(status).end('<h1>no</h1>'));
    const reason = `The webhook answered ${status}.`;
    expect(await channel(url).send(message)).toEqual({ outcome: 'failed', reason, retryable });
  });

  it.each([
    [429, 12_000],
    [503, 12_000],
    [500, undefined],
    [400, undefined],
  ])('on %i waits %s ms for "Retry-After: 12"', async (status, expected) => {
    const { url } = await receiver((_request, response) => response.writeHead(status, { 'retry-after': '12' }).end());
    const { retryAfterMs } = { retryAfterMs: undefined, ...(await channel(url).send(message)) };
    expect(retryAfterMs).toBe(expected);
  });

  it.each<[string, RequestListener, boolean]>([
    [
      'a redirect',
      (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      false,
    ],
    ['a connection that breaks', (request) => request.socket.destroy(), true],
    ['no answer in time', () => undefined, true],
  ])('takes %s as failed without naming the path', async (_name, handler, retryable) => {
    const { url } = await receiver(handler);
    const answer = await channel(url, { timeoutMs: 200 }).send(message);
    expect(answer).toMatchObject({ outcome: 'failed', retryable });
    expect(JSON.stringify(answer)).not.toContain('secret-path');
  });

  it('refuses a private address that the configuration does not name, and sends nothing', async () => {
    const { url, received } = await receiver();
    const secure = url.replace('http:', 'https:');
    for (const address of [url, secure]) {
      const answer = await channel(address, { allowedPrivateHosts: ['hooks.internal'] }).send(message);
      expect(answer).toMatchObject({ outcome: 'failed', retryable: false });
    }
    expect(received).toEqual([]);
  });

  it('is not built without a usable secret, and does not repeat the bad one', () => {
    const url = 'https://hooks.example/';
    expect(() => channel(url, { secrets: [] })).toThrow('needs at least one secret');
    expect(() => channel(url, { secrets: [NEW, 'whsec_!!!'] })).toThrow(
      'Webhook secret 2 is not "whsec_" followed by base64.',
    );
    expect(() => channel(url, { secrets: ['whsec_'] })).toThrow('Webhook secret 1');
  });
});
