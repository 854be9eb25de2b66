import { expect } from '@jest/globals';
import type { Harness } from './harness.js';
import { ACCOUNT, callBack, TOKEN } from './phone-provider.js';
import { verbsOf, type Verb } from './twiml.js';

export const LIVE_CALLS = '/api/unstable/on-call/providers/phone/live-calls';
export const NUMBERS = '/api/unstable/on-call/live-call-numbers';

/** Makes a number of the organization's team over HTTP and answers its id. */
export async function makeNumber(
  harness: Harness,
  number: string,
  attributes: object = {},
  org = harness.org,
): Promise<string> {
  const made = await harness.request('POST', NUMBERS, {
    headers: org.adminHeaders,
    body: { data: { type: 'live_call_numbers', attributes: { number, team_id: org.teamId, ...attributes } } },
  });
  expect(made).toMatchObject({ status: 201 });
  return made.body.data.id as string;
}

let count = 0;

/** A call as the provider sees it: it does what it is told, and says what becomes of it. */
export class LiveCaller {
  readonly sid = `CA${String((count += 1)).padStart(32, 'a')}`;

  constructor(
    private readonly harness: Harness,
    readonly from: string,
    readonly to: string,
  ) {}

  /** The provider's first question. */
  call(token = TOKEN) {
    return this.post(`${LIVE_CALLS}/incoming`, { CallStatus: 'ringing', Direction: 'inbound' }, token);
  }

  async start(): Promise<readonly Verb[]> {
    return verbs(await this.call());
  }

  /** The phone that rings is picked up: what is it told? */
  async pickUp(dial: Verb | undefined, fields: Record<string, string> = {}): Promise<readonly Verb[]> {
    const [number] = dial?.verbs ?? [];
    return verbs(await this.leg(number?.attributes.url ?? '', number?.text ?? '', fields));
  }

  /** A key is pressed on it. */
  async press(gather: Verb | undefined, digits: string): Promise<readonly Verb[]> {
    return verbs(await this.leg(gather?.attributes.action ?? '', '', { Digits: digits }));
  }

  /** It rings no more. */
  async dialEnds(dial: Verb | undefined, status: string, fields: Record<string, string> = {}) {
    const action = dial?.attributes.action ?? '';
    return verbs(await this.post(action, { CallStatus: 'in-progress', DialCallStatus: status, ...fields }));
  }

  async record(record: Verb | undefined, fields: Record<string, string>): Promise<readonly Verb[]> {
    return verbs(await this.post(record?.attributes.action ?? '', { CallStatus: 'in-progress', ...fields }));
  }

  status(status: string, fields: Record<string, string> = {}) {
    return this.post(`${LIVE_CALLS}/status`, { CallStatus: status, ...fields });
  }

  /** A webhook of the caller's own leg. */
  post(url: string, fields: Record<string, string>, token = TOKEN) {
    const { sid: CallSid, from: From, to: To } = this;
    return callBack(this.harness, url, { CallSid, AccountSid: ACCOUNT, From, To, ...fields }, token);
  }

  /** A webhook of the leg of a responder. */
  private leg(url: string, to: string, fields: Record<string, string>) {
    const own = { CallSid: `CB${this.sid.slice(2)}`, ParentCallSid: this.sid };
    return callBack(this.harness, url, { ...own, From: this.to, To: to, CallStatus: 'in-progress', ...fields });
  }
}

export function verbs(answer: { status: number; headers: Headers; body: unknown }): readonly Verb[] {
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  return verbsOf(String(answer.body));
}
