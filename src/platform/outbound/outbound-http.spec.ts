import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import tls from 'node:tls';
import { OutboundHttp, type OutboundRequest } from './outbound-http.js';
import type { Lookup, ResolvedAddress } from './resolve.js';

const LOOPBACK: ResolvedAddress = { address: '127.0.0.1', family: 4 };
const ca = readFileSync(new URL('../../../test/support/tls/hooks.test.cert.pem', import.meta.url), 'utf8');
const key = readFileSync(new URL('../../../test/support/tls/hooks.test.key.pem', import.meta.url), 'utf8');
const servers: Server[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const serve = (handler: RequestListener) => listen(createServer(handler));

/** A resolver that answers each question once, in order, and counts. */
function scripted(...answers: readonly (readonly ResolvedAddress[])[]): { lookup: Lookup; asked: string[] } {
  const asked: string[] = [];
  const lookup: Lookup = (host) => {
    const answer = answers[asked.length];
    asked.push(host);
    return answer === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(answer);
  };
  return { lookup, asked };
}

const post = (http: OutboundHttp, url: string, over: Partial<OutboundRequest> = {}) =>
  http.post(url, {
    headers: { 'content-type': 'application/json' },
    body: '{"n":1}',
    timeoutMs: 5000,
    allowedPrivateHosts: ['hooks.test', '127.0.0.1'],
    ...over,
  });

describe('OutboundHttp › post', () => {
  it('sends the body and headers and answers status, body and headers of an error too', async () => {
    let received = '';
    const port = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => (received += text));
      request.on('end', () => {
        received += ` ${request.method ?? ''} ${request.url ?? ''} ${request.headers['content-type'] ?? ''}`;
        response.writeHead(418, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] }).end('short and stout');
      });
    });
    const answer = await post(new OutboundHttp(), `http://127.0.0.1:${port}/in?x=1`);
    expect(received).toBe('{"n":1} POST /in?x=1 application/json');
    expect(answer).toMatchObject({ status: 418, body: 'short and stout' });
    expect(answer.headers).toMatchObject({ 'retry-after': '7', 'set-cookie': 'a=1, b=2' });
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[64:ff9b::a9fe:a9fe]/',
  ])('refuses the literal %s without asking a resolver', async (url) => {
    const { lookup, asked } = scripted();
    await expect(post(new OutboundHttp({ lookup }), url, { allowedPrivateHosts: [] })).rejects.toMatchObject({
      reason: 'refused_address',
      retryable: false,
    });
    expect(asked).toEqual([]);
  });

  it('refuses a name when any of its addresses is private', async () => {
    const connect = jest.spyOn(tls, 'connect');
    const { lookup } = scripted([
      { address: '8.8.8.8', family: 4 },
      { address: '10.0.0.8', family: 4 },
    ]);
    await expect(post(new OutboundHttp({ lookup }), 'https://mixed.test/')).rejects.toMatchObject({
      reason: 'refused_address',
      message: 'mixed.test is at 10.0.0.8, which is not a public address.',
    });
    expect(connect).not.toHaveBeenCalled();
  });

  it('connects to the checked address when the name turns private after the check', async () => {
    let serverName: string | undefined;
    const server = createTlsServer({ key, cert: ca }, (request, response) => {
      serverName = 'servername' in request.socket ? String(request.socket.servername) : undefined;
      response.end('secure');
    });
    const port = await listen(server);
    // Nothing may leave this machine: the socket is asked where it would go, then led to the local server.
    const targets: unknown[] = [];
    const original = tls.connect;
    jest.spyOn(tls, 'connect').mockImplementation(((options: tls.ConnectionOptions) => {
      options.lookup?.(options.host ?? '', { all: true }, (_error, addresses) => targets.push(addresses));
      return original({
        ...options,
        lookup: (_host, _options, done) => {
          done(null, [LOOPBACK]);
        },
        port,
      });
    }) as typeof tls.connect);
    const { lookup, asked } = scripted([{ address: '8.8.8.8', family: 4 }], [LOOPBACK]);

    const answer = await post(new OutboundHttp({ lookup, ca }), 'https://hooks.test/', { allowedPrivateHosts: [] });

    expect(answer.body).toBe('secure');
    expect(asked).toEqual(['hooks.test']);
    expect(targets).toEqual([[{ address: '8.8.8.8', family: 4 }]]);
    expect(serverName).toBe('hooks.test');
  });

  it.each([
    ['an authority that is not trusted', 'hooks.test', undefined],
    ['another name in the certificate', 'other.test', ca],
  ])('refuses %s', async (_name, host, authority) => {
    const port = await listen(createTlsServer({ key, cert: ca }, (_request, response) => response.end()));
    const { lookup } = scripted([LOOPBACK]);
    const http = new OutboundHttp({ lookup, ...(authority === undefined ? {} : { ca: authority }) });
    await expect(post(http, `https://${host}:${port}/`, { allowedPrivateHosts: [host] })).rejects.toMatchObject({
      reason: 'tls',
      retryable: false,
    });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i to the metadata address', async (status) => {
    let calls = 0;
    const port = await serve((_request, response) => {
      calls += 1;
      response.writeHead(status, { Location: 'http://169.254.169.254/latest/meta-data/' }).end('moved');
    });
    const { lookup, asked } = scripted([LOOPBACK]);
    await expect(post(new OutboundHttp({ lookup }), `http://hooks.test:${port}/`)).rejects.toMatchObject({
      reason: 'redirect',
      retryable: false,
    });
    expect({ calls, asked }).toEqual({ calls: 1, asked: ['hooks.test'] });
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['never ends its body', (_request, response) => void response.writeHead(200).write('{')],
    [
      'drips its body',
      (_request, response) => {
        const drip = setInterval(() => response.write('.'), 20);
        response.on('close', () => {
          clearInterval(drip);
        });
      },
    ],
  ])('times out as a whole when the server %s', async (_name, handler) => {
    const port = await serve(handler);
    const before = performance.now();
    await expect(post(new OutboundHttp(), `http://127.0.0.1:${port}/`, { timeoutMs: 200 })).rejects.toMatchObject({
      reason: 'timeout',
      retryable: true,
    });
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('times out when the resolver does not answer', async () => {
    const http = new OutboundHttp({ lookup: () => new Promise(() => undefined) });
    await expect(post(http, 'https://slow.test/', { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('reads 4 KiB of a body without end and drops the connection', async () => {
    const closed = Promise.withResolvers<undefined>();
    const port = await serve((_request, response) => {
      response.on('close', () => {
        closed.resolve(undefined);
      });
      const pour = () => {
        while (!response.destroyed && response.write('é'.repeat(8192)));
      };
      response.on('drain', pour);
      response.write('x');
      pour();
    });
    const answer = await post(new OutboundHttp(), `http://127.0.0.1:${port}/`);
    expect(answer.body).toBe(`x${'é'.repeat(2047)}`);
    await closed.promise;
  });

  it('reports a name without address as dns, to be tried again', async () => {
    const failing: Lookup = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    for (const lookup of [failing, scripted([]).lookup]) {
      await expect(post(new OutboundHttp({ lookup }), 'https://gone.test/')).rejects.toMatchObject({
        reason: 'dns',
        retryable: true,
      });
    }
  });

  it.each<[string, RequestListener]>([
    ['hangs up', (request) => request.socket.destroy()],
    ['speaks no HTTP', (request) => request.socket.end('220 smtp ready\r\n')],
    ['hangs up in the body', (_request, response) => void response.writeHead(200).write('{', () => response.destroy())],
  ])('reports a server that %s as connection, to be tried again', async (_name, handler) => {
    const port = await serve(handler);
    await expect(post(new OutboundHttp(), `http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      name: 'OutboundError',
      reason: 'connection',
      retryable: true,
    });
  });

  it('reports a closed port as connection and keeps path and query out of the error', async () => {
    const port = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    const error: unknown = await post(new OutboundHttp(), `http://127.0.0.1:${port}/T0/secret?token=secret`).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      reason: 'connection',
      message: 'The connection to 127.0.0.1 failed (ECONNREFUSED).',
    });
    expect(error).not.toHaveProperty('cause');
  });
});
