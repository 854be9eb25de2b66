/** How far a text message or a call is on its way. */
export interface ProviderStatus {
  readonly status: string;
  /** Grows along the way; statuses of the same rank exclude each other, and the first that is heard of stays. */
  readonly rank: number;
  /** Of the last ones: whether a person was reached. */
  readonly end?: 'delivered' | 'undelivered';
}

const END = 9;

/** www.twilio.com/docs/messaging/guides/track-outbound-message-status and …/voice/api/call-resource#statuses. */
const STATUSES: readonly ProviderStatus[] = [
  { status: 'accepted', rank: 0 },
  { status: 'scheduled', rank: 0 },
  { status: 'queued', rank: 1 },
  { status: 'sending', rank: 2 },
  { status: 'initiated', rank: 2 },
  { status: 'sent', rank: 3 },
  { status: 'ringing', rank: 3 },
  { status: 'in-progress', rank: 4 },
  { status: 'answered', rank: 4 },
  { status: 'delivered', rank: END, end: 'delivered' },
  { status: 'completed', rank: END, end: 'delivered' },
  { status: 'undelivered', rank: END, end: 'undelivered' },
  { status: 'failed', rank: END, end: 'undelivered' },
  { status: 'busy', rank: END, end: 'undelivered' },
  { status: 'no-answer', rank: END, end: 'undelivered' },
  { status: 'canceled', rank: END, end: 'undelivered' },
  { status: 'read', rank: END + 1 },
];
const BY_NAME = new Map(STATUSES.map((each) => [each.status, each]));

export function providerStatus(name: string): ProviderStatus | undefined {
  return BY_NAME.get(name);
}
