import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';

export const CODE_DIGITS = 6;
/** A code is good for this long, and for this many tries. */
export const CODE_VALID_MINUTES = 10;
export const MAX_TRIES = 5;

/** Six digits that nobody can foresee. */
export function newCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}

/** What is kept of a code: bound to its channel, useless without the installation's secret. */
export function codeHmac(secret: string, channelId: string, code: string): Buffer {
  return createHmac('sha256', secret).update(`verification of ${channelId}: ${code}`).digest();
}

/** In a time that tells nothing of how much was right. */
export function isSameCode(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** What limits keep of an address: the same for every person and organization that names it. */
export function addressHmac(secret: string, address: string): Buffer {
  return createHmac('sha256', secret).update(`address: ${address.toLowerCase()}`).digest();
}
