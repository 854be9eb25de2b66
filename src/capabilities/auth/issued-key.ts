import { invalidField, type UserId } from '../../kernel/index.js';
import type { KeyKind } from './key.js';

/** A key as it is listed: never the key itself. */
export interface IssuedKey {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  readonly last4: string;
  /** Who made an API key (null: it was there from the start), or whom an application key acts for. */
  readonly userId: UserId | null;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant | null;
  /** Exact to half a minute. */
  readonly lastUsedAt: Temporal.Instant | null;
}

/** RFC 3339; `Temporal.Instant.from` alone would take more of ISO 8601. */
export const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** The time at which a key dies. Throws `InvalidError` for one that does not exist or is not in the future. */
export function expiryAfter(now: Temporal.Instant, text: string): Temporal.Instant {
  const field = '/data/attributes/expires_at';
  const expiry = parsed(text);
  if (expiry === undefined) throw invalidField(field, 'must be an RFC 3339 time');
  if (Temporal.Instant.compare(expiry, now) <= 0) throw invalidField(field, 'must be in the future');
  return expiry;
}

function parsed(text: string): Temporal.Instant | undefined {
  try {
    return RFC_3339.test(text) ? Temporal.Instant.from(text) : undefined;
  } catch {
    return undefined;
  }
}
