import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type KeyKind = 'api' | 'application';

const PREFIX: Readonly<Record<KeyKind, string>> = { api: 'cmk', application: 'cma' };
/** 160 bits: nothing that anybody could try out. */
const RANDOM_BYTES = 20;
const FORM = /^(cmk|cma)_([0-9a-f]{40})([0-9a-f]{8})$/;

/** A new key: `<prefix>_<160 random bits><crc32>`, hex. Shown once; only its HMAC is stored. */
export function newKey(kind: KeyKind): string {
  const body = `${PREFIX[kind]}_${randomBytes(RANDOM_BYTES).toString('hex')}`;
  return `${body}${checksum(body)}`;
}

/** Whether the text can be a key of that kind: a typo costs no look-up, and secret scanners find leaked keys. */
export function isKey(kind: KeyKind, text: string): boolean {
  const match = FORM.exec(text);
  if (match?.[1] !== PREFIX[kind]) return false;
  return checksum(`${match[1]}_${match[2] ?? ''}`) === match[3];
}

/** What is stored and looked up: HMAC-SHA-256 under the tenant's secret, so that a stolen table holds no keys. */
export function hashKey(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

/** The last characters before the checksum: enough for a person to recognise a key in a list. */
export function last4(text: string): string {
  return text.slice(-12, -8);
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
