const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * Milliseconds until the next try after `attempt` tries: full jitter between 0 and 1 s · 2^n, at most 60 s, never
 * sooner than the provider asked. `random` is in [0, 1).
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.max(Math.round(random * ceiling), retryAfterMs ?? 0);
}
