import { createHmac } from 'node:crypto';

const SMALLEST = 1_000;
const CODES = 9_000;

/** What a code is for: the same pages on the same channel get the same code again. */
export interface CodeSubject {
  readonly channelId: string;
  readonly caseIds: readonly string[];
}

/** Four digits for a subject; `turn` counts from 0 and makes another code when one is taken. */
export function replyCode(secret: string, { channelId, caseIds }: CodeSubject, turn: number): string {
  const words = ['reply code', channelId, [...caseIds].sort().join(','), turn].join('/');
  const digest = createHmac('sha256', secret).update(words).digest();
  return String(SMALLEST + (digest.readUIntBE(0, 6) % CODES));
}

/** What the database keeps of a number and a code. */
export function replyKey(secret: string, number: string, code: string): Buffer {
  return createHmac('sha256', secret).update(`reply key/${number}/${code}`).digest();
}

/** What the database keeps of a number that sent wrong codes. */
export function numberKey(secret: string, number: string): Buffer {
  return createHmac('sha256', secret).update(`reply number/${number}`).digest();
}
