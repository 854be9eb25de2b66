import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop, WakeUp } from '../../capabilities/timers/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Channels } from './channels/channels.js';
import type { Delivery, NotificationMessage, PageFacts } from './channels/notification-channel.js';
import {
  delayOf,
  DeliveriesRepository,
  type Claimed,
  type PageForSending,
  type Result,
} from './deliveries.repository.js';
import { defaultChannels } from './default-channels.js';
import { afterFailure } from './retry.js';

/** Deliveries under way at one time in this process: a slow provider holds its own, not the others. */
const MAX_IN_FLIGHT = 24;
const ABANDONED_EVERY_ROUNDS = 8;
/** A provider's call ends after 10 s by itself; a process that stops waits for it no longer than this. */
const DRAIN_MS = 8_000;

interface Held {
  readonly row: Claimed;
  readonly page: PageForSending | undefined;
}
interface Sendable {
  readonly row: Claimed;
  readonly page: PageForSending;
}

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
    const messages = [...Map.groupBy(claimed, (each) => `${each.org_id} ${each.lead}`).values()];
    for (const rows of messages) this.begin(rows.map((row) => ({ row, page: pages.get(row.id) })));
    return messages.length >= free && this.inFlight.size < MAX_IN_FLIGHT;
  }

  private begin(rows: readonly Held[]): void {
    const delivery = this.deliver(rows)
      .catch((error: unknown) => {
        // The rows stay leased and are claimed again when the lease ends, with the same idempotency key.
        const [first] = rows;
        const facts = { orgId: first?.row.org_id, notificationId: first?.row.id };
        this.logger.warn({ err: error, ...facts, msg: 'not recorded' });
      })
      .finally(() => {
        this.inFlight.delete(delivery);
        this.loop.nudge();
      });
    this.inFlight.add(delivery);
  }

  /** Sends one message: of one page, or of several to one person on one channel. */
  private async deliver(held: readonly Held[]): Promise<void> {
    const open: Sendable[] = [];
    const recorded: Promise<void>[] = [];
    for (const { row, page } of held) {
      const obstacle = this.obstacle(row, page);
      if (page !== undefined && obstacle === undefined) open.push({ row, page });
      else recorded.push(this.record(row, { state: 'cancelled', reason: obstacle ?? 'the page is gone' }));
    }
    const [first, ...others] = open;
    if (first !== undefined) {
      const result = await this.send(first, others);
      recorded.push(...open.map(({ row }) => this.record(row, result)));
    }
    await Promise.all(recorded);
  }

  private async send(first: Sendable, others: readonly Sendable[]): Promise<Result> {
    const { channel_obstacle: obstacle } = first.page;
    if (obstacle !== null) return { state: 'rule given up', reason: obstacle };
    const answer = await this.channels.send(first.row.channel, messageOf(first, others));
    return this.resultOf(first.row, answer);
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
    const failed = { channel: claimed.channel, channelAttempts: claimed.channel_attempts, delivery: answer };
    const ofRule = claimed.channel_id !== null;
    const chain = ofRule ? [] : defaultChannels(this.config);
    const next = afterFailure(failed, chain, this.config.notifications.max_attempts, Math.random());
    if (next.kind === 'give up') return { state: ofRule ? 'rule given up' : 'failed', reason: answer.reason };
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

function messageOf(first: Sendable, others: readonly Sendable[]): NotificationMessage {
  const { row, page } = first;
  const delayedSeconds = delayOf(row);
  const bundle = [first, ...others].map((each) => ({ caseId: each.row.case_id, ...factsOf(each.page) }));
  return {
    id: row.id,
    orgId: row.org_id,
    caseId: row.case_id,
    userId: row.user_id,
    attempt: row.attempt,
    idempotencyKey: `${row.lead}/${row.channel}`,
    page: factsOf(page),
    step: row.step_index + 1,
    createdAt: row.created_at.toString(),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(delayedSeconds === undefined ? {} : { delayedSeconds }),
    ...([first, ...others].some((each) => each.row.over_limit) ? { isOverLimit: true as const } : {}),
    ...(row.bundle_id === null || others.length === 0 ? {} : { bundle: { id: row.bundle_id, pages: bundle } }),
  };
}

function factsOf({ key, number, title, urgency, status, services, tags }: PageForSending): PageFacts {
  return { key, number, title, urgency, status, services, tags };
}
