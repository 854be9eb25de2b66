import { afterEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SmtpTransport } from '../src/capabilities/messaging/smtp-transport.js';
import type { EmailSettings } from '../src/platform/config/index.js';
import { startMailServer, type MailServer, type MailServerOptions } from './support/mail-server.js';

const CA = readFileSync(new URL('support/tls/mail.test.cert.pem', import.meta.url), 'utf8');
const LOGIN = { user: 'oncall', password: 'the password of the tests' };
const message = { to: 'kim@acme.example', subject: 'Größe', text: 'text', reference: '0199e000.email' };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(server: MailServerOptions, over: Partial<EmailSettings> = {}) {
  const mail: MailServer = await startMailServer(server);
  closing.push(() => mail.stop());
  const transport = new SmtpTransport({
    host: '127.0.0.1',
    port: Number(mail.environment.SMTP_PORT),
    tls: 'starttls',
    from: 'oncall@sender.example',
    timeoutMs: 2_000,
    connections: 2,
    ...over,
  });
  closing.push(() => {
    transport.onApplicationShutdown();
  });
  return { mail, transport };
}

describe('SmtpTransport › send', () => {
  it('hands over encrypted and signed in, where the certificate is trusted', async () => {
    const { mail, transport } = await start({ tls: 'starttls', login: LOGIN }, { tlsCa: CA, login: LOGIN });
    expect(await transport.send(message)).toEqual({ outcome: 'sent', providerId: '<0199e000.email@sender.example>' });
    expect(await mail.mails.take()).toMatchObject({ isEncrypted: true, user: 'oncall', subject: 'Größe' });
  });

  it('refuses a certificate that is not trusted, and a server without TLS, and sends nothing', async () => {
    for (const server of [{ tls: 'starttls' }, {}] as const) {
      const { mail, transport } = await start(server);
      expect(await transport.send(message)).toMatchObject({ outcome: 'failed' });
      mail.mails.expectNoMore();
    }
  });

  it('gives up on a wrong password, without telling it', async () => {
    const wrong = { user: 'oncall', password: 'another password' };
    const { transport } = await start({ tls: 'starttls', login: LOGIN }, { tlsCa: CA, login: wrong });
    const answer = await transport.send(message);
    expect(answer).toMatchObject({ outcome: 'failed', retryable: false });
    expect(JSON.stringify(answer)).not.toMatch(/password|kim@/);
  });

  it.each([
    [421, true],
    [451, true],
    [550, false],
    [554, false],
  ])('takes %i as failed, retryable: %s, without the address that it quotes', async (code, retryable) => {
    const { mail, transport } = await start({}, { tls: 'none' });
    mail.refuseNext(code);
    const answer = await transport.send(message);
    expect(answer).toMatchObject({ outcome: 'failed', retryable, reason: expect.stringContaining(String(code)) });
    expect(JSON.stringify(answer)).not.toContain('kim@');
  });

  it('takes a server that is away, or too slow, as failed for now', async () => {
    const { mail, transport } = await start({}, { tls: 'none', timeoutMs: 300 });
    mail.holdNext();
    expect(await transport.send(message)).toMatchObject({ outcome: 'failed', retryable: true });
    await mail.mails.take();
    mail.reset();
    const { transport: nowhere } = await start({}, { tls: 'none', port: 1 });
    expect(await nowhere.send(message)).toMatchObject({ outcome: 'failed', retryable: true });
  });
});
