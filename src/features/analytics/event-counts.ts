import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../kernel/index.js';
import { EngineUnitOfWork, type Tx } from '../../platform/database/index.js';

/** One event as it is counted; `day` is its day in UTC, `2026-01-31`. */
export interface CountedEvent {
  readonly eventId: string;
  readonly orgId: OrgId;
  readonly day: string;
  readonly type: string;
}

export interface EventCount {
  readonly day: string;
  readonly type: string;
  readonly total: number;
}

/** Longer than `events` keeps what may be replayed. */
const RECEIPTS_KEPT_DAYS = 8;
const REMOVED_AT_ONCE = 10_000;

@Injectable()
export class EventCounts {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /**
   * Counts those that this subscriber has no receipt of, and writes their receipts, in one statement: what is delivered
   * again counts once. In the order of the keys, so that two processes cannot deadlock.
   */
  async add(subscriber: string, events: readonly CountedEvent[]): Promise<void> {
    const rows = events.map(({ eventId, orgId, ...event }) => ({ ...event, event_id: eventId, org_id: orgId }));
    await this.engine.statement(
      `with input as materialized (
         select distinct on (e.event_id) e.event_id, e.org_id, e.day, e.type
           from jsonb_to_recordset($2::jsonb) as e(event_id uuid, org_id uuid, day date, type text)
          order by e.event_id
       ), received as (
         insert into event_receipts (subscriber, event_id, received_at)
         select $1, i.event_id, clock_timestamp() from input i order by i.event_id
         on conflict on constraint event_receipts_pk do nothing
         returning event_id
       )
       insert into event_counts as c (org_id, day, type, total)
       select i.org_id, i.day, i.type, count(*)
         from input i join received r on r.event_id = i.event_id
        group by i.org_id, i.day, i.type
        order by i.org_id, i.day, i.type
       on conflict on constraint event_counts_pk do update set total = c.total + excluded.total`,
      [subscriber, JSON.stringify(rows)],
    );
  }

  /** Removes receipts that are too old to be asked for, by event_receipts_by_age. Answers whether there may be more. */
  async removeOldReceipts(subscriber: string): Promise<boolean> {
    const removed = await this.engine.statement(
      `delete from event_receipts r
        where r.subscriber = $1 and r.event_id in (
                select o.event_id from event_receipts o
                 where o.subscriber = $1
                   and o.received_at < (select clock_timestamp()) - make_interval(days => ${RECEIPTS_KEPT_DAYS})
                 order by o.received_at limit ${REMOVED_AT_ONCE})
       returning 1`,
      [subscriber],
    );
    return removed.length === REMOVED_AT_ONCE;
  }

  /** The organization's counts of the days from `from` to `to`, both included, by event_counts_pk. */
  list(tx: Tx, orgId: OrgId, from: string, to: string): Promise<EventCount[]> {
    return tx.query<EventCount>(
      `select c.day, c.type, c.total from event_counts c
        where c.org_id = $1 and c.day >= $2::date and c.day <= $3::date
        order by c.day, c.type limit 10000`,
      [orgId, from, to],
    );
  }
}
