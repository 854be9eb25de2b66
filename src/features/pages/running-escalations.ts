import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Page } from './page.js';

/** Where the escalation of a page stands: what a notification is made under. */
export interface EscalationPosition {
  readonly run: number;
  readonly retryCount: number;
  readonly stepIndex: number;
}

/**
 * What is due of the pages `$2` of the organization `$1` no longer is. Of those that are acknowledged, `$3`, a hold ends
 * (a merge does not), and the time-out of the acknowledgement is due where there is one. Pages that are merged into
 * one of them are due: they follow it.
 */
const STOP = `
with clock as materialized (
  select clock_timestamp() as at
), freed as (
  update escalations e set held_by = null, held_until = null, held_for = null
   where e.org_id = $1 and e.case_id = any($3::uuid[]) and e.held_by <> 'merged'
), timed as materialized (
  select e.case_id, e.ack_timeout_minutes as minutes from escalations e
   where e.org_id = $1 and e.case_id = any($3::uuid[]) and e.ack_timeout_minutes is not null
     and e.held_by is distinct from 'merged'
), cancelled as (
  delete from timers t
   where t.org_id = $1 and t.case_id = any($2::uuid[]) and not exists (select from timed where timed.case_id = t.case_id)
)
insert into timers (org_id, case_id, kind, due_at, attempts)
select $1, timed.case_id, 'escalation', clock.at + make_interval(mins => timed.minutes), 0 from timed, clock
 union all
select e.org_id, e.case_id, 'escalation', clock.at, 0
  from escalations e, clock
 where e.org_id = $1 and e.held_for = any($2::uuid[]) and e.held_by = 'merged'
on conflict (org_id, case_id, kind) do update set due_at = excluded.due_at, attempts = 0, last_error = null`;

/** What becomes of the escalations of locked pages. The feature `escalations` does the rest. */
@Injectable()
export class RunningEscalations {
  /** For pages as they are afterwards: acknowledged, closed, or held. One statement. */
  async stop(tx: Tx, orgId: OrgId, pages: readonly Page[]): Promise<void> {
    const acknowledged = pages.filter(({ closedAt, onCall }) => !closedAt && onCall.acknowledgedAt);
    await tx.query(STOP, [orgId, pages.map((page) => page.id), acknowledged.map((page) => page.id)]);
  }

  /** By escalations_pk; every page has one from its first moment. */
  async position(tx: Tx, page: Page): Promise<EscalationPosition> {
    const rows = await tx.query<{ run: number; retry_count: number; step_index: number }>(
      'select e.run, e.retry_count, e.step_index from escalations e where e.org_id = $1 and e.case_id = $2',
      [page.orgId, page.id],
    );
    const row = rows[0];
    if (row === undefined) throw new Error(`page ${page.id} has no escalation`);
    return { run: row.run, retryCount: row.retry_count, stepIndex: row.step_index };
  }
}
