import { Injectable } from '@nestjs/common';
import type { ActorReference, CaseId, OrgId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import type { EventType } from './domain-event.js';

export interface OutboxRow {
  readonly id: number;
  readonly org_id: OrgId;
  readonly event_id: string;
  readonly type: EventType;
  readonly case_id: CaseId;
  readonly case_version: number;
  readonly actor_kind: ActorReference['kind'];
  readonly actor_id: string;
  readonly occurred_at: Temporal.Instant;
  readonly data: object;
}

@Injectable()
export class RelayRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /** Takes the lease when nobody has renewed it within `leaseMs`. Answers the new epoch, or undefined. */
  async takeLease(holder: string, leaseMs: number): Promise<number | undefined> {
    const rows = await this.engine.statement<{ epoch: number }>(
      `update relay_lease l set holder = $1, epoch = l.epoch + 1, heartbeat_at = clock_timestamp()
        where l.heartbeat_at < clock_timestamp() - make_interval(secs => $2)
       returning l.epoch`,
      [holder, leaseMs / 1000],
    );
    return rows[0]?.epoch;
  }

  /** Renews the lease. Answers false when another process leads now. */
  async renewLease(epoch: number): Promise<boolean> {
    const rows = await this.engine.statement(
      'update relay_lease l set heartbeat_at = clock_timestamp() where l.epoch = $1 returning 1',
      [epoch],
    );
    return rows.length > 0;
  }

  /** Gives the lease back, so that another process need not wait for its end. */
  async releaseLease(epoch: number): Promise<void> {
    await this.engine.statement(`update relay_lease l set heartbeat_at = '-infinity' where l.epoch = $1`, [epoch]);
  }

  /** Committed events in the order of their ids. Within one case they follow the lock of its row (DESIGN §4.5). */
  readOutbox(limit: number): Promise<OutboxRow[]> {
    return this.engine.statement<OutboxRow>(
      `select o.id, o.org_id, o.event_id, o.type, o.case_id, o.case_version, o.actor_kind, o.actor_id, o.occurred_at,
              o.data
         from outbox o order by o.id limit $1`,
      [limit],
    );
  }

  /**
   * Moves published rows from the outbox to `events`, with positions that have no gap: only the holder of the epoch
   * assigns them. Exactly these rows, not "all up to an id": a transaction with a lower id may commit later. Answers
   * false, and does nothing, when another process leads now.
   *
   * One statement, because a leader that is stopped inside a transaction would keep the row of the lease locked, and
   * nobody could lead before idle_in_transaction_session_timeout (15 s).
   */
  async archive(epoch: number, ids: readonly number[]): Promise<boolean> {
    const rows = await this.engine.statement(
      `with lease as (
         update relay_lease l
            set last_position = l.last_position + $3, heartbeat_at = clock_timestamp()
          where l.epoch = $1
         returning l.last_position - $3 as before
       ), published as (
         delete from outbox o using lease where o.id = any($2::bigint[])
         returning o.id, o.org_id, o.event_id, o.type, o.case_id, o.case_version, o.actor_kind, o.actor_id,
                   o.occurred_at, o.data
       ), archived as (
         insert into events (position, published_at, org_id, event_id, type, case_id, case_version, actor_kind,
                             actor_id, occurred_at, data)
         select lease.before + row_number() over (order by p.id), clock.at, p.org_id, p.event_id, p.type, p.case_id,
                p.case_version, p.actor_kind, p.actor_id, p.occurred_at, p.data
           from published p, lease, (select clock_timestamp() as at) clock
       )
       select 1 from lease`,
      [epoch, ids, ids.length],
    );
    return rows.length > 0;
  }

  /** Makes the partitions of the coming days and drops the old ones. Answers the day (UTC) it did so for. */
  async maintainPartitions(): Promise<string> {
    const rows = await this.engine.statement<{ day: string }>(
      `select d.day from (select clock_timestamp() as at) clock
        cross join lateral (select maintain_event_partitions(clock.at)) made
        cross join lateral (select clock.at::date::text as day) d`,
    );
    return rows[0]?.day ?? '';
  }

  /** The database's day (UTC), as `YYYY-MM-DD`. */
  async today(): Promise<string> {
    const rows = await this.engine.statement<{ day: string }>('select clock_timestamp()::date::text as day');
    return rows[0]?.day ?? '';
  }
}
