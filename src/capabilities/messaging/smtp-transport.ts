import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { EmailSettings } from '../../platform/config/index.js';
import { oneLine } from './plain-text.js';
import { EmailTransport, type EmailMessage, type Sent } from './transport.js';

const SUBJECT_MAX = 200;

/** Sends over SMTP (RFC 5321) with connections that are kept open. */
export class SmtpTransport extends EmailTransport implements OnApplicationShutdown {
  private readonly transporter: Transporter;
  private readonly domain: string;

  constructor(private readonly settings: EmailSettings) {
    super();
    const { host, port, tls, tlsCa, login, timeoutMs, connections } = settings;
    this.domain = settings.from.slice(settings.from.lastIndexOf('@') + 1);
    this.transporter = createTransport({
      host,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none',
      ...(tlsCa === undefined ? {} : { tls: { ca: tlsCa } }),
      ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
      pool: true,
      maxConnections: connections,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      // What a message holds is text: it never names a file or an address to read from.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(message: EmailMessage): Promise<Sent> {
    const tooLong = Promise.withResolvers<Sent>();
    const { timeoutMs } = this.settings;
    const timer = setTimeout(() => {
      tooLong.resolve(failed('The mail server did not answer in time.', true));
    }, timeoutMs);
    try {
      return await Promise.race([this.hand(message), tooLong.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  onApplicationShutdown(): void {
    this.transporter.close();
  }

  private async hand(message: EmailMessage): Promise<Sent> {
    const messageId = this.messageId(message.reference);
    try {
      await this.transporter.sendMail({
        messageId,
        from: { name: '', address: this.settings.from },
        // An object is one address: a list in a text would be taken apart.
        to: { name: '', address: message.to },
        subject: oneLine(message.subject, SUBJECT_MAX),
        text: message.text,
        ...(message.html === undefined ? {} : { html: message.html }),
        ...(message.threadReference === undefined ? {} : { references: this.messageId(message.threadReference) }),
        // RFC 3834: no out-of-office answers.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { outcome: 'sent', providerId: messageId };
    } catch (error) {
      return failure(error);
    }
  }

  private messageId(reference: string): string {
    return `<${reference}@${this.domain}>`;
  }
}

/** By the server's code: 5xx is for good, and so is a refused login; anything else may pass (RFC 5321 §4.2.1). */
function failure(error: unknown): Sent {
  const { responseCode, code, response } = error as Partial<Record<'responseCode' | 'code' | 'response', unknown>>;
  if (typeof responseCode === 'number') {
    const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(String(response))?.[0];
    const answered = enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`;
    return failed(`The mail server answered ${answered}.`, responseCode < 500 || responseCode > 599);
  }
  const named = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'unknown error';
  return failed(`The mail could not be handed over (${named}).`, !FOR_GOOD.has(named));
}

/** Of nodemailer: what another try does not change. */
const FOR_GOOD = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'EMESSAGE', 'ETLS', 'EREQUIRETLS']);

function failed(reason: string, retryable: boolean): Sent {
  return { outcome: 'failed', reason, retryable };
}
