import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop, WakeUp } from '../../capabilities/timers/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Channels } from './channels/channels.js';
import type { Delivery, NotificationMessage } from './channels/notification-channel.js';
import { DeliveriesRepository, type Claimed, type PageForSending, type Result } from './deliveries.repository.js';
import { afterFailure } from './retry.js';

/** Deliveries under way at one time in this process: a slow provider holds its own, not the others. */
const MAX_IN_FLIGHT = 24;
const ABANDONED_EVERY_ROUNDS = 8;
/** A provider's call ends after 10 s by itself; a process that stops waits for it no longer than this. */
const DRAIN_MS = 8_000;

/** Sends what is queued: claim, read the page again, call the provider, record (DESIGN §4.10). */
@Injectable()
export class Sender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Sender.name);
  private readonly inFlight = new Set<Promise<void>>();
  private readonly loop: Loop;
  private rounds = 0;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly config: TenantConfig,
    private readonly deliveries: DeliveriesRepository,
    private readonly channels: Channels,
    private readonly metrics: Metrics,
    private readonly wakeUp: WakeUp,
  ) {
    this.loop = new Loop({ name: Sender.name, pollMs: config.worker.poll_ms, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.unsubscribe = this.wakeUp.on('notifications', () => {
      this.loop.nudge();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe?.();
    await this.loop.stop();
    const drained = Promise.allSettled(this.inFlight);
    const tooLong = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([drained, tooLong]);
  }

  private async round(): Promise<boolean> {
    const free = MAX_IN_FLIGHT - this.inFlight.size;
    if (free === 0) return false;
    const claimed = await this.deliveries.claimDue(free);
    this.rounds += 1;
    if (claimed.length < free && this.rounds % ABANDONED_EVERY_ROUNDS === 0) {
      claimed.push(...(await this.deliveries.claimAbandoned(free - claimed.length)));
    }
    const pages = await this.deliveries.pages(claimed);
    for (const each of claimed) this.begin(each, pages.get(each.id));
    return claimed.length === free && this.inFlight.size < MAX_IN_FLIGHT;
  }

  private begin(claimed: Claimed, page: PageForSending | undefined): void {
    const delivery = this.deliver(claimed, page)
      .catch((error: unknown) => {
        // The row stays leased and is claimed again when the lease ends, with the same idempotency key.
        this.logger.warn({ err: error, orgId: claimed.org_id, notificationId: claimed.id, msg: 'not recorded' });
      })
      .finally(() => {
        this.inFlight.delete(delivery);
        this.loop.nudge();
      });
    this.inFlight.add(delivery);
  }

  private async deliver(claimed: Claimed, page: PageForSending | undefined): Promise<void> {
    const obstacle = this.obstacle(claimed, page);
    if (page === undefined || obstacle !== undefined) {
      await this.record(claimed, { state: 'cancelled', reason: obstacle ?? 'the page is gone' });
      return;
    }
    const answer = await this.channels.send(claimed.channel, messageOf(claimed, page));
    await this.record(claimed, this.resultOf(claimed, answer));
  }

  /** Why this must not be sent any more, or undefined. */
  private obstacle(claimed: Claimed, page: PageForSending | undefined): string | undefined {
    if (page === undefined) return 'the page is gone';
    if (page.closed) return 'the page was resolved';
    if (page.run !== claimed.run) return 'the page was triggered again';
    if (claimed.cause !== 'added' && page.status !== this.config.workflow.start) return 'the page was acknowledged';
    return page.recipient_active ? undefined : 'the responder is disabled';
  }

  private resultOf(claimed: Claimed, answer: Delivery): Result {
    if (answer.outcome === 'sent') return { state: 'sent', providerId: answer.providerId };
    const { channels, max_attempts: maxAttempts } = this.config.notifications;
    const failed = { channel: claimed.channel, channelAttempts: claimed.channel_attempts, delivery: answer };
    const next = afterFailure(failed, channels, maxAttempts, Math.random());
    if (next.kind === 'give up') return { state: 'failed', reason: answer.reason };
    const delayMs = next.kind === 'retry' ? next.delayMs : 0;
    return { state: 'pending', reason: answer.reason, channel: next.channel, delayMs };
  }

  private async record(claimed: Claimed, result: Result): Promise<void> {
    const recorded = await this.deliveries.record(claimed, result);
    const facts = {
      orgId: claimed.org_id,
      caseId: claimed.case_id,
      userId: claimed.user_id,
      notificationId: claimed.id,
      channel: claimed.channel,
      attempt: claimed.attempt,
      result: result.state,
      ...('reason' in result ? { reason: result.reason } : {}),
    };
    if (!recorded) {
      this.logger.warn({ ...facts, msg: 'another sender holds this notification; the answer was not recorded' });
      return;
    }
    this.metrics.notifications.inc({ channel: claimed.channel, result: result.state });
    if (result.state === 'failed') this.logger.error({ ...facts, msg: 'a responder could not be notified' });
    else this.logger.log({ ...facts, msg: 'notification' });
  }
}

function messageOf(claimed: Claimed, page: PageForSending): NotificationMessage {
  return {
    id: claimed.id,
    orgId: claimed.org_id,
    caseId: claimed.case_id,
    userId: claimed.user_id,
    attempt: claimed.attempt,
    idempotencyKey: `${claimed.id}/${claimed.channel}`,
    page: {
      key: page.key,
      number: page.number,
      title: page.title,
      urgency: page.urgency,
      status: page.status,
      services: page.services,
      tags: page.tags,
    },
    step: claimed.step_index + 1,
    createdAt: claimed.created_at.toString(),
  };
}
