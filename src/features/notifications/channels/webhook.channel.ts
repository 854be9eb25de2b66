import { SignedWebhook, type OutboundHttp, type WebhookSettings } from '../../../platform/outbound/index.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';

export type { WebhookSettings };

/** Delivers to an HTTP endpoint, signed. */
export class WebhookChannel extends NotificationChannel {
  readonly name = 'webhook';
  private readonly webhook: SignedWebhook;

  /** Throws `InvalidError` when a secret is unusable, without repeating it. */
  constructor(outbound: OutboundHttp, settings: WebhookSettings, wallClock: () => Temporal.Instant) {
    super();
    this.webhook = new SignedWebhook(outbound, settings, wallClock);
  }

  /** Posts once. What the receiver or the network does wrong is an outcome, never an exception. */
  async send(message: NotificationMessage): Promise<Delivery> {
    const answer = await this.webhook.post(message.idempotencyKey, 'page.notification', message);
    if (answer.outcome === 'accepted') return { outcome: 'sent' };
    const { reason, retryable, retryAfterMs } = answer;
    return { outcome: 'failed', reason, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
}
