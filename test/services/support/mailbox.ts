import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMailServer } from '../../support/mail-server.js';

/** A mail server whose mails a program of another language reads over HTTP: `GET /` waits for the next and takes it. */
export interface Mailbox {
  readonly url: string;
  /** Settings that make a process send to it. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  const mailServer = await startMailServer();
  const http = createServer((_, response) => {
    mailServer.mails.take().then(
      ({ to, subject, text }) => response.end(JSON.stringify({ to, subject, text })),
      () => response.writeHead(404).end(),
    );
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    environment: mailServer.environment,
    async stop() {
      http.closeAllConnections();
      http.close();
      await mailServer.stop();
    },
  };
}
