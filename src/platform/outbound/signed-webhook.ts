import { Webhook } from 'standardwebhooks';
import { InvalidError } from '../../kernel/index.js';
import { OutboundError } from './outbound-error.js';
import type { OutboundHttp, OutboundResponse } from './outbound-http.js';
import { retryAfterMs } from './retry-after.js';

export interface WebhookSettings {
  readonly url: string;
  /** Standard Webhooks secrets (`whsec_…`). All sign, so that a receiver may change over from one to the next. */
  readonly secrets: readonly string[];
  /** `host` or `host:port` in private ranges that may be called. */
  readonly allowedPrivateHosts: readonly string[];
  readonly timeoutMs: number;
}

/** What became of one post. `status` is what the receiver answered, if it did. */
export type WebhookAnswer =
  | { readonly outcome: 'accepted'; readonly status: number }
  | {
      readonly outcome: 'refused';
      readonly status?: number;
      readonly reason: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
    };

/** Posts to an HTTP endpoint, signed by the Standard Webhooks specification (standardwebhooks.com, v1). */
export class SignedWebhook {
  private readonly signers: readonly Webhook[];

  /** Throws `InvalidError` when a secret is unusable, without repeating it. */
  constructor(
    private readonly outbound: OutboundHttp,
    private readonly settings: WebhookSettings,
    private readonly wallClock: () => Temporal.Instant,
  ) {
    if (settings.secrets.length === 0) throw new InvalidError('The webhook channel needs at least one secret.');
    this.signers = settings.secrets.map(signer);
  }

  /**
   * Posts `{type, timestamp, data}` once; `id` names it over all attempts. What the receiver or the network does wrong
   * is an answer, never an exception.
   */
  async post(id: string, type: string, data: object): Promise<WebhookAnswer> {
    const at = this.wallClock();
    const body = JSON.stringify({ type, timestamp: at.toString(), data });
    try {
      const response = await this.outbound.post(this.settings.url, {
        headers: this.headersFor(id, body, at),
        body,
        timeoutMs: this.settings.timeoutMs,
        allowedPrivateHosts: this.settings.allowedPrivateHosts,
      });
      return answerOf(response, this.wallClock());
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return { outcome: 'refused', reason: error.message, retryable: error.retryable };
    }
  }

  /** The id stays the same over all attempts, the timestamp does not: receivers drop repeats by the one, old by the other. */
  private headersFor(id: string, body: string, at: Temporal.Instant): Record<string, string> {
    const signedAt = new Date(at.epochMilliseconds);
    return {
      'content-type': 'application/json',
      'user-agent': 'case-management',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.epochMilliseconds / 1000)),
      'webhook-signature': this.signers.map((webhook) => webhook.sign(id, signedAt, body)).join(' '),
    };
  }
}

function answerOf({ status, headers }: OutboundResponse, now: Temporal.Instant): WebhookAnswer {
  if (status >= 200 && status < 300) return { outcome: 'accepted', status };
  const reason = `The webhook answered ${status}.`;
  const retryable = status === 408 || status === 429 || status >= 500;
  const after = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : undefined;
  return { outcome: 'refused', status, reason, retryable, ...(after === undefined ? {} : { retryAfterMs: after }) };
}

function signer(secret: string, index: number): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new InvalidError(`Webhook secret ${index + 1} is not "whsec_" followed by base64.`);
  }
}
