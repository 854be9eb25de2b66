import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio/lib/webhooks/webhooks.js';
import type { Harness } from './harness.js';
import { Untaken } from './untaken.js';

export interface PhoneRequest {
  readonly kind: 'text' | 'call';
  readonly to: string;
  readonly from: string;
  /** Text, or TwiML of a call. */
  readonly content: string;
  readonly statusUrl: string;
  readonly idempotencyKey: string;
  /** What the provider calls it. */
  readonly sid: string;
}

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

/** A provider of text messages and calls in the form of Twilio's API, which takes everything until told otherwise. */
export interface PhoneProvider {
  readonly environment: Record<string, string>;
  readonly requests: Untaken<PhoneRequest>;
  /** The next requests are answered so, in turn, and not taken. */
  answerNext(...answers: Answer[]): void;
  /** The next request is received and not answered, until `reset`. */
  holdNext(): void;
  /** From now on everything is taken again; what was held is answered. */
  reset(): void;
  stop(): Promise<void>;
}

export const ACCOUNT = 'AC00000000000000000000000000000001';
export const TOKEN = 'the token of the tests';
export const FROM = '+15005550006';
/** Where the installation says it is; requests of the tests go to the process itself. */
export const PUBLIC_URL = 'https://oncall.example/base';

export async function startPhoneProvider(): Promise<PhoneProvider> {
  const requests = new Untaken<PhoneRequest>('the phone provider');
  const answers: Answer[] = [];
  const held: (() => void)[] = [];
  let holdsNext = false;
  let count = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const resource = /^\/2010-04-01\/Accounts\/(\w+)\/(Messages|Calls)\.json$/.exec(request.url ?? '');
      const authorization = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
      const refusal =
        request.method !== 'POST' || resource?.[1] !== ACCOUNT
          ? { status: 404 }
          : request.headers.authorization === authorization
            ? answers.shift()
            : { status: 401 };
      if (refusal !== undefined) {
        reply(response, refusal);
        return;
      }
      const isCall = resource?.[2] === 'Calls';
      const sid = `${isCall ? 'CA' : 'SM'}${String((count += 1)).padStart(32, '0')}`;
      requests.add({
        kind: isCall ? 'call' : 'text',
        to: form.get('To') ?? '',
        from: form.get('From') ?? '',
        content: form.get(isCall ? 'Twiml' : 'Body') ?? '',
        statusUrl: form.get('StatusCallback') ?? '',
        idempotencyKey: String(request.headers['idempotency-key']),
        sid,
      });
      const accepted = () => {
        reply(response, { status: 201, body: { sid, status: 'queued', to: form.get('To') } });
      };
      if (holdsNext) held.push(accepted);
      else accepted();
      holdsNext = false;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    environment: {
      PUBLIC_URL,
      PHONE_BASE_URL: `http://127.0.0.1:${port}`,
      PHONE_ACCOUNT_SID: ACCOUNT,
      PHONE_AUTH_TOKEN: TOKEN,
      PHONE_FROM_NUMBER: FROM,
      PHONE_ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}`,
    },
    answerNext: (...next) => answers.push(...next),
    holdNext: () => {
      holdsNext = true;
    },
    reset: () => {
      holdsNext = false;
      answers.length = 0;
      for (const accepted of held.splice(0)) accepted();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, { status, headers = {}, body = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

type Fields = Record<string, string>;

/** The path of a public URL, as the process sees it behind the proxy of the tests. */
export function pathOfUrl(url: string): string {
  if (!url.startsWith(`${PUBLIC_URL}/`)) throw new Error(`not an address of ours: ${url}`);
  return url.slice(PUBLIC_URL.length);
}

/** Calls the installation as the provider does, signed with the provider's own library. `path` or a whole public URL. */
export function callBack(harness: Harness, pathOrUrl: string, fields: Fields, token = TOKEN) {
  const path = pathOrUrl.startsWith('/') ? pathOrUrl : pathOfUrl(pathOrUrl);
  return harness.request('POST', path, {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, `${PUBLIC_URL}${path}`, fields),
    },
    body: new URLSearchParams(fields).toString(),
  });
}

/** What the provider posts when a text message comes in. */
export function textFrom(harness: Harness, number: string, body: string) {
  return callBack(harness, '/api/unstable/on-call/providers/phone/sms', {
    MessageSid: 'SM11111111111111111111111111111111',
    AccountSid: ACCOUNT,
    From: number,
    To: FROM,
    Body: body,
    NumMedia: '0',
  });
}
