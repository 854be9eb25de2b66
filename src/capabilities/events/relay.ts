import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { monotonicMs } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Loop, WakeUp } from '../timers/index.js';
import { ENVELOPE_VERSION, type Envelope } from './domain-event.js';
import { EventPublisher } from './event-publisher.js';
import { RelayRepository, type OutboxRow } from './relay.repository.js';

/** How often a process that does not lead looks whether the leader is gone. */
const TAKE_EVERY_MS = 500;
const LOOK_EVERY_MS = 1_000;

/**
 * Publishes what waits in the outbox (DESIGN §4.6). One process leads by a lease; it renews the lease between batches
 * and not by a timer of its own, so that a leader that hangs in a batch loses it.
 */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventRelay.name);
  private readonly holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  private readonly loop: Loop;
  private epoch: number | undefined;
  private renewedAt = Number.NEGATIVE_INFINITY;
  private triedAt = Number.NEGATIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private maintainedDay = '';
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly config: TenantConfig,
    private readonly relay: RelayRepository,
    private readonly publisher: EventPublisher,
    private readonly metrics: Metrics,
    private readonly wakeUp: WakeUp,
  ) {
    this.loop = new Loop({ name: EventRelay.name, pollMs: config.relay.poll_ms, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.unsubscribe = this.wakeUp.on('outbox', () => {
      this.loop.nudge();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe?.();
    await this.loop.stop();
    if (this.epoch !== undefined) await this.relay.releaseLease(this.epoch).catch(() => undefined);
  }

  /** One batch. Answers whether there may be more. */
  private async round(): Promise<boolean> {
    const epoch = await this.lead();
    if (epoch === undefined) return false;
    await this.keepPartitions();
    const limit = this.config.relay.batch_size;
    const rows = await this.relay.readOutbox(limit);
    if (rows.length === 0) return false;
    await this.publisher.publish(rows.map((row) => this.envelope(row)));
    const ids = rows.map((row) => row.id);
    // Before and not after: a process that was stopped meanwhile must not take an old answer for a fresh lease.
    const archivingAt = monotonicMs();
    if (!(await this.relay.archive(epoch, ids))) return this.loseLead();
    this.renewedAt = archivingAt;
    for (const row of rows) this.metrics.eventsPublished.inc({ type: row.type });
    return rows.length === limit;
  }

  /** The epoch while this process leads. */
  private async lead(): Promise<number | undefined> {
    const now = monotonicMs();
    if (this.epoch !== undefined) {
      if (now - this.renewedAt < this.config.relay.heartbeat_ms) return this.epoch;
      if (!(await this.relay.renewLease(this.epoch))) {
        this.loseLead();
        return undefined;
      }
      this.renewedAt = now;
      return this.epoch;
    }
    if (now - this.triedAt < TAKE_EVERY_MS) return undefined;
    this.triedAt = now;
    const epoch = await this.relay.takeLease(this.holder, this.config.relay.lease_ms);
    if (epoch === undefined) return undefined;
    this.epoch = epoch;
    this.renewedAt = now;
    this.metrics.relayLeader.set(1);
    this.logger.log({ epoch, msg: 'this process leads the event relay' });
    return epoch;
  }

  private loseLead(): false {
    this.logger.warn({ epoch: this.epoch, msg: 'another process leads the event relay now' });
    this.epoch = undefined;
    this.metrics.relayLeader.set(0);
    return false;
  }

  /** Partitions of the day: looked at each second, made once. */
  private async keepPartitions(): Promise<void> {
    const now = monotonicMs();
    if (now - this.lookedAt < LOOK_EVERY_MS && this.maintainedDay !== '') return;
    this.lookedAt = now;
    const day = await this.relay.today();
    if (day !== this.maintainedDay) this.maintainedDay = await this.relay.maintainPartitions();
  }

  private envelope(row: OutboxRow): Envelope {
    return {
      id: row.event_id,
      type: row.type,
      version: ENVELOPE_VERSION,
      tenant: this.config.name,
      org_id: row.org_id,
      case_id: row.case_id,
      case_version: row.case_version,
      occurred_at: row.occurred_at.toString(),
      actor: { kind: row.actor_kind, id: row.actor_id },
      data: row.data,
    };
  }
}
