import { createHash } from 'node:crypto';

/** A strong entity tag (RFC 9110 §8.8.3) of anything that JSON can write. */
export function entityTag(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 27)}"`;
}

/** Whether an `If-None-Match` header names the tag. A proxy that compresses may have made it weak. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
