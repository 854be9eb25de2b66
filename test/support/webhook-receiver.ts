import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  /** The header `webhook-id`: receivers drop repeats by it. */
  readonly id: string;
  readonly caseId: string;
  readonly userId: string;
  readonly attempt: number;
}

/** A provider that answers 200, at once or when it is told to. */
export interface WebhookReceiver {
  readonly received: readonly ReceivedWebhook[];
  /** The settings that make a process send to it. */
  readonly environment: Record<string, string>;
  /** Requests from now on wait for `release`. */
  hold(): void;
  release(): void;
  stop(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const held: ServerResponse[] = [];
  let isHolding = false;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const { data } = JSON.parse(body) as { data: { caseId: string; userId: string; attempt: number } };
      const { caseId, userId, attempt } = data;
      received.push({ id: String(request.headers['webhook-id']), caseId, userId, attempt });
      if (isHolding) held.push(response);
      else response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    received,
    environment: {
      NOTIFICATION_CHANNELS: 'webhook,inbox',
      WEBHOOK_URL: `http://127.0.0.1:${port}/notifications`,
      WEBHOOK_SECRETS: `whsec_${Buffer.from('a secret of the tests').toString('base64')}`,
      WEBHOOK_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
    },
    hold: () => {
      isHolding = true;
    },
    release: () => {
      isHolding = false;
      for (const response of held.splice(0)) response.end();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
