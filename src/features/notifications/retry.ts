import type { Delivery } from './channels/notification-channel.js';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

export type Next =
  | { readonly kind: 'retry'; readonly channel: string; readonly delayMs: number }
  | { readonly kind: 'next channel'; readonly channel: string }
  | { readonly kind: 'give up' };

interface Failed {
  readonly channel: string;
  /** Tries on this channel so far, this one included. */
  readonly channelAttempts: number;
  readonly delivery: Extract<Delivery, { outcome: 'failed' }>;
}

/**
 * What follows a failed delivery: another try after full jitter (between 0 and 1 s · 2^n, at most 60 s, never sooner
 * than the provider asked), the next channel of the chain, or nothing. `random` is in [0, 1).
 */
export function afterFailure(failed: Failed, chain: readonly string[], maxAttempts: number, random: number): Next {
  const { channel, channelAttempts, delivery } = failed;
  if (delivery.retryable && channelAttempts < maxAttempts) {
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (channelAttempts - 1));
    return { kind: 'retry', channel, delayMs: Math.max(Math.round(random * ceiling), delivery.retryAfterMs ?? 0) };
  }
  const next = chain[chain.indexOf(channel) + 1];
  return next === undefined ? { kind: 'give up' } : { kind: 'next channel', channel: next };
}
