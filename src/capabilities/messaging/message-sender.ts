import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { TenantConfig } from '../../platform/config/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Loop, WakeUp } from '../timers/index.js';
import { MessageDelivery } from './message-delivery.js';
import { MessageQueueRepository, type ClaimedMessage, type MessageResult } from './message-queue.repository.js';
import { retryDelayMs } from './message-retry.js';
import type { Sent } from './transport.js';

/** Deliveries under way at one time in this process: a slow provider holds its own, not the others. */
const MAX_IN_FLIGHT = 12;
const FORGET_EVERY_ROUNDS = 1_000;
/** A process that stops waits for its providers no longer than this. */
const DRAIN_MS = 8_000;

/** Sends queued messages: claim, look the address up, call the provider, record. At least once, as notifications. */
@Injectable()
export class MessageSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MessageSender.name);
  private readonly inFlight = new Set<Promise<void>>();
  private readonly loop: Loop;
  private rounds = 0;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly config: TenantConfig,
    private readonly queue: MessageQueueRepository,
    private readonly delivery: MessageDelivery,
    private readonly metrics: Metrics,
    private readonly wakeUp: WakeUp,
  ) {
    this.loop = new Loop({ name: MessageSender.name, pollMs: config.worker.poll_ms, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.unsubscribe = this.wakeUp.on('messages', () => {
      this.loop.nudge();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe?.();
    await this.loop.stop();
    const tooLong = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([Promise.allSettled(this.inFlight), tooLong]);
  }

  private async round(): Promise<boolean> {
    const free = MAX_IN_FLIGHT - this.inFlight.size;
    if (free === 0) return false;
    const claimed = await this.queue.claim(free);
    for (const each of claimed) this.begin(each);
    if (this.rounds++ % FORGET_EVERY_ROUNDS === 0) await this.queue.forgetOld();
    return claimed.length === free && this.inFlight.size < MAX_IN_FLIGHT;
  }

  private begin(claimed: ClaimedMessage): void {
    const delivery = this.deliver(claimed)
      .catch((error: unknown) => {
        // The row stays leased and is claimed again when the lease ends, with the same idempotency key.
        this.logger.warn({ err: error, orgId: claimed.org_id, messageId: claimed.id, msg: 'not recorded' });
      })
      .finally(() => {
        this.inFlight.delete(delivery);
        this.loop.nudge();
      });
    this.inFlight.add(delivery);
  }

  private async deliver(claimed: ClaimedMessage): Promise<void> {
    const result = claimed.expired ? expired() : this.resultOf(claimed, await this.delivery.send(claimed));
    const recorded = await this.queue.record(claimed, result);
    const facts = {
      orgId: claimed.org_id,
      userId: claimed.user_id,
      messageId: claimed.id,
      kind: claimed.kind,
      via: claimed.via,
      attempt: claimed.attempt,
      result: result.state,
      ...('reason' in result ? { reason: result.reason } : {}),
    };
    if (!recorded) {
      this.logger.warn({ ...facts, msg: 'another sender holds this message' });
      return;
    }
    this.metrics.messages.inc({ via: claimed.via, result: result.state });
    if (result.state === 'failed') this.logger.warn({ ...facts, msg: 'a message could not be sent' });
    else this.logger.log({ ...facts, msg: 'message' });
  }

  private resultOf(claimed: ClaimedMessage, answer: Sent | { outcome: 'cancelled'; reason: string }): MessageResult {
    if (answer.outcome === 'sent') return { state: 'sent', providerId: answer.providerId };
    const { reason } = answer;
    if (answer.outcome === 'cancelled') return { state: 'cancelled', reason };
    if (!answer.retryable || claimed.attempt >= this.config.notifications.max_attempts) {
      return { state: 'failed', reason };
    }
    return { state: 'pending', reason, delayMs: retryDelayMs(claimed.attempt, answer.retryAfterMs, Math.random()) };
  }
}

function expired(): MessageResult {
  return { state: 'cancelled', reason: 'it could not be sent in time' };
}
