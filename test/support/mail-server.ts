import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { parseMail, type Mail } from './mime.js';
import { Untaken } from './untaken.js';

export interface ReceivedMail extends Mail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly messageId: string;
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
}

/** A mail server that takes every mail, until it is told otherwise. */
export interface MailServer {
  /** Settings that make a process send to it. */
  readonly environment: Record<string, string>;
  readonly mails: Untaken<ReceivedMail>;
  /** The next mails are refused with these codes, in turn. */
  refuseNext(...codes: number[]): void;
  /** The next mail is received and not answered, until `reset`. */
  holdNext(): void;
  /** From now on everything is taken again; what was held is answered. */
  reset(): void;
  stop(): Promise<void>;
}

export interface MailServerOptions {
  readonly tls?: 'starttls';
  readonly login?: { readonly user: string; readonly password: string };
}

const TLS = new URL('tls/', import.meta.url);

export async function startMailServer({ tls, login }: MailServerOptions = {}): Promise<MailServer> {
  const mails = new Untaken<ReceivedMail>('the mail server');
  const codes: number[] = [];
  const held: (() => void)[] = [];
  let holdsNext = false;
  const options: SMTPServerOptions = {
    authOptional: login === undefined,
    hideSTARTTLS: tls === undefined,
    disabledCommands: tls === undefined ? ['STARTTLS', 'AUTH'] : [],
    disableReverseLookup: true,
    logger: false,
    ...(tls === undefined
      ? {}
      : {
          cert: readFileSync(new URL('mail.test.cert.pem', TLS)),
          key: readFileSync(new URL('mail.test.key.pem', TLS)),
        }),
    onAuth: (auth, _session, done) => {
      if (auth.username === login?.user && auth.password === login?.password) done(null, { user: auth.username });
      else done(Object.assign(new Error('no such login'), { responseCode: 535 }));
    },
    onData: (stream, session, done) => {
      let raw = '';
      stream.setEncoding('utf8').on('data', (part: string) => (raw += part));
      stream.on('end', () => {
        const code = codes.shift();
        // As real servers do, the answer quotes the address.
        const quoted = session.envelope.rcptTo.map(({ address }) => address).join();
        if (code !== undefined) {
          done(
            Object.assign(new Error(`${code < 500 ? '4.2.2' : '5.1.1'} <${quoted}> refused`), { responseCode: code }),
          );
          return;
        }
        const mail = parseMail(raw);
        mails.add({
          ...mail,
          to: session.envelope.rcptTo.map(({ address }) => address),
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          subject: mail.headers.get('subject')?.[0] ?? '',
          messageId: mail.headers.get('message-id')?.[0] ?? '',
          isEncrypted: session.secure,
          user: session.user,
        });
        if (holdsNext) held.push(done);
        else done();
        holdsNext = false;
      });
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    environment: {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(port),
      SMTP_TLS: tls ?? 'none',
      EMAIL_FROM: 'oncall@sender.example',
    },
    refuseNext: (...next) => codes.push(...next),
    holdNext: () => {
      holdsNext = true;
    },
    reset: () => {
      holdsNext = false;
      codes.length = 0;
      for (const done of held.splice(0)) done();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
