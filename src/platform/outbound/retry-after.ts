/** A page must not wait longer than this for one receiver, whatever it asks for. */
const LONGEST_MS = 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds, or an HTTP date), between 0 and one
 * hour. Undefined when it is absent or cannot be read.
 */
export function retryAfterMs(header: string | undefined, now: Temporal.Instant): number | undefined {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : msUntil(text, now);
  return asked === undefined ? undefined : Math.min(Math.max(asked, 0), LONGEST_MS);
}

/** The date in the one form that may be sent (IMF-fixdate): `Date.parse` alone reads almost anything as a year. */
function msUntil(text: string, now: Temporal.Instant): number | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now.epochMilliseconds;
}
