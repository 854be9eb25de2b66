import { Injectable } from '@nestjs/common';
import { Outbox } from '../../capabilities/events/index.js';
import type { ActorReference, CaseId } from '../../kernel/index.js';
import { EngineUnitOfWork, type Tx } from '../../platform/database/index.js';
import type { Folded } from './fold.js';
import type { NewCase } from './new-case.js';
import { Timeline } from './timeline.js';

/** Repeats of a noisy source tell the timeline at most so often; each one is counted all the same. */
const TELL_EVERY_SECONDS = 60;

/**
 * Counts `$5` occurrences of the page `$2`, `$3` in all. A page that waits for its threshold keeps the latest ones; when
 * as many as the threshold asks for came within its minutes, its escalation is due now.
 */
const COUNT = `
with clock as materialized (
  select clock_timestamp() as at
), counted as (
  update cases c set occurrences = $3, last_occurred_at = clock.at, version = c.version + $4
    from clock where c.org_id = $1 and c.id = $2
), waiting as (
  update escalations e
     set threshold_seen = (
           select case when cardinality(latest.seen) < e.threshold_occurrences
                         or latest.seen[1] < clock.at - make_interval(mins => e.threshold_minutes)
                       then latest.seen end
             from (select (array(select t.seen_at
                                   from unnest(e.threshold_seen || array_fill(clock.at, array[$5::int])) as t(seen_at)
                                  order by t.seen_at desc limit e.threshold_occurrences)) as newest) n
            cross join lateral (select array(select t.seen_at from unnest(n.newest) as t(seen_at) order by t.seen_at)
                                       as seen) latest)
    from clock
   where e.org_id = $1 and e.case_id = $2 and e.threshold_seen is not null
  returning e.held_by, e.threshold_seen is null as is_reached
)
insert into timers (org_id, case_id, kind, due_at, attempts)
select $1, $2, 'escalation', clock.at, 0 from waiting w, clock where w.is_reached and w.held_by = 'threshold'
on conflict (org_id, case_id, kind) do update set due_at = excluded.due_at, attempts = 0, last_error = null`;

interface OpenPage {
  readonly id: CaseId;
  readonly version: number;
  readonly occurrences: number;
  readonly tell: boolean;
}

/** What happens when a create meets what is already there. */
@Injectable()
export class OccurrenceRecorder {
  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly timeline: Timeline,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Counts the occurrences on the open page with the same key and answers it; nobody is notified again. Answers the
   * case itself when an earlier try of it was committed, and undefined when the page was closed meanwhile.
   */
  record(folded: Folded): Promise<{ id: CaseId } | undefined> {
    return this.engine.run(async (tx) => {
      const itself = await this.findItself(tx, folded);
      if (itself) return { id: folded.case.id };
      const page = await this.lockOpenPage(tx, folded);
      if (page === undefined) return undefined;
      await this.count(tx, folded, page);
      await this.remember(tx, folded, page.id);
      return { id: page.id };
    });
  }

  private async findItself(tx: Tx, { case: each }: Folded): Promise<boolean> {
    const rows = await tx.query('select 1 from cases c where c.org_id = $1 and c.id = $2', [each.orgId, each.id]);
    return rows.length > 0;
  }

  /** By cases_open_deduplication. */
  private async lockOpenPage(tx: Tx, { case: each }: Folded): Promise<OpenPage | undefined> {
    const rows = await tx.query<OpenPage>(
      `select c.id, c.version, c.occurrences,
              not exists (
                select 1 from timeline t
                 where t.org_id = c.org_id and t.case_id = c.id and t.type = 'page.reoccurred'
                   and t.created_at > (select clock_timestamp()) - make_interval(secs => $6)) as tell
         from cases c
        where c.org_id = $1 and c.target_kind = $2 and c.target_id = $3 and c.is_shadow = $4
          and c.event_deduplication_key = $5 and c.closed_at is null
          for no key update of c`,
      [
        each.orgId,
        each.target?.kind ?? null,
        each.target?.id ?? null,
        each.isShadow,
        each.deduplicationKey ?? null,
        TELL_EVERY_SECONDS,
      ],
    );
    return rows[0];
  }

  private async count(tx: Tx, { case: each, occurrences }: Folded, page: OpenPage): Promise<void> {
    const total = page.occurrences + occurrences;
    await tx.query(COUNT, [each.orgId, page.id, total, page.tell ? 1 : 0, occurrences]);
    if (!page.tell) return;
    const actor: ActorReference = each.actor;
    const data = { occurrences: total };
    await this.timeline.append(tx, [{ orgId: each.orgId, caseId: page.id, type: 'page.reoccurred', actor, data }]);
    await this.outbox.append(tx, {
      type: 'page.reoccurred',
      orgId: each.orgId,
      caseId: page.id,
      caseVersion: page.version + 1,
      actor,
      data,
    });
  }

  private async remember(tx: Tx, folded: Folded, caseId: CaseId): Promise<void> {
    for (const { key, bodyHash } of folded.idempotency) {
      await tx.query(
        `insert into idempotency_keys (org_id, key, body_hash, case_id, created_at)
         values ($1, $2, $3, $4, clock_timestamp()) on conflict do nothing`,
        [folded.case.orgId, key, bodyHash, caseId],
      );
    }
  }

  /**
   * What earlier requests with the same keys were answered. Keys older than 24 hours are forgotten on the way, in their
   * order, so that two processes that forget the same ones wait for each other.
   */
  async findIdempotent(
    cases: readonly NewCase[],
  ): Promise<ReadonlyMap<NewCase, { readonly caseId: CaseId; readonly sameBody: boolean }>> {
    const wanted = cases.flatMap((each) =>
      each.idempotency === undefined ? [] : [{ each, record: each.idempotency }],
    );
    const rows = await this.engine.statement<{ org_id: string; key: string; body_hash: Buffer; case_id: CaseId }>(
      `with wanted as materialized (
         select distinct w.org_id, w.key from jsonb_to_recordset($1::jsonb) as w(org_id uuid, key text)
          order by w.org_id, w.key
       ), forgotten as (
         delete from idempotency_keys k using wanted w
          where k.org_id = w.org_id and k.key = w.key and k.created_at <= (select clock_timestamp()) - interval '24 hours'
       )
       select k.org_id, k.key, k.body_hash, k.case_id
         from idempotency_keys k join wanted w on w.org_id = k.org_id and w.key = k.key
        where k.created_at > (select clock_timestamp()) - interval '24 hours'`,
      [JSON.stringify(wanted.map(({ each, record }) => ({ org_id: each.orgId, key: record.key })))],
    );
    const found = new Map(rows.map((row) => [`${row.org_id} ${row.key}`, row]));
    return new Map(
      wanted.flatMap(({ each, record }) => {
        const row = found.get(`${each.orgId} ${record.key}`);
        if (row === undefined) return [];
        return [[each, { caseId: row.case_id, sameBody: row.body_hash.equals(record.bodyHash) }] as const];
      }),
    );
  }
}
