import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId } from '../../kernel/index.js';
import type { Workflow } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';

export interface ForgottenPage {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly key: string;
}

/** What an audit repairs at once; the next one does the rest. */
const MOST = 100;

@Injectable()
export class StalledRepository {
  /**
   * Open pages that wait for nothing, and nothing is due for them: triggered ones whose policy has not ended, taken ones
   * whose acknowledgement or snooze runs out, merged ones whose leader is closed. Unchanged for a minute, so that what
   * happens at this moment is none. Makes each due now. By cases_by_status, escalations_pk and timers_pk.
   */
  async repairForgotten(tx: Tx, { start, middle }: Workflow): Promise<readonly ForgottenPage[]> {
    return tx.query<ForgottenPage>(
      `with forgotten as materialized (
         select c.org_id, c.id, c.key
           from cases c
           join escalations e on e.org_id = c.org_id and e.case_id = c.id
          where c.status = any($1::text[]) and not c.is_shadow and c.closed_at is null
            and coalesce(c.modified_at, c.created_at) < (select clock_timestamp()) - interval '1 minute'
            and not exists (select from timers t
                             where t.org_id = c.org_id and t.case_id = c.id and t.kind = 'escalation')
            and case e.held_by
                  when 'threshold' then e.threshold_seen is null and c.status = $2
                  when 'merged' then exists (select from cases l where l.org_id = c.org_id and l.id = e.held_for
                                                and l.closed_at is not null)
                  else e.held_by is not null or case when c.status = $2 then e.ended_at is null
                                                     else e.ack_timeout_minutes is not null end
                end
          order by c.id
          limit ${MOST}
            for no key update of c skip locked
       ), due as (
         insert into timers (org_id, case_id, kind, due_at, attempts)
         select f.org_id, f.id, 'escalation', clock_timestamp(), 0 from forgotten f
         on conflict (org_id, case_id, kind) do nothing
         returning org_id, case_id
       )
       select f.org_id as "orgId", f.id as "caseId", f.key
         from forgotten f join due d on d.org_id = f.org_id and d.case_id = f.id`,
      [[start, ...middle], start],
    );
  }

  /**
   * Pages that a maintenance window holds beyond its end: it was moved or deleted while the page was created, which asked
   * before and was not there to be told. Each is due when the window ends, and now when it is no more. Unchanged for a
   * minute, as above. By escalations_held_for and maintenance_windows_pk.
   */
  async repairHeld(tx: Tx): Promise<readonly ForgottenPage[]> {
    return tx.query<ForgottenPage>(
      `with clock as materialized (
         select clock_timestamp() as at
       ), stale as materialized (
         select c.org_id, c.id, c.key, case when w.starts_at <= clock.at and w.ends_at > clock.at then w.ends_at
                                            else clock.at end as ends_at
           from escalations e
           join cases c on c.org_id = e.org_id and c.id = e.case_id and c.closed_at is null
           left join maintenance_windows w on w.org_id = e.org_id and w.id = e.held_for
          cross join clock
          where e.held_for is not null and e.held_by = 'maintenance' and e.held_until > clock.at
            and (w.id is null or w.ends_at < e.held_until or w.starts_at > clock.at)
            and coalesce(c.modified_at, c.created_at) < clock.at - interval '1 minute'
          order by c.id
          limit ${MOST}
            for no key update of c skip locked
       ), released as (
         update escalations e set held_until = s.ends_at
           from stale s
          where e.org_id = s.org_id and e.case_id = s.id and e.held_by = 'maintenance'
         returning e.org_id, e.case_id, e.held_until
       ), due as (
         insert into timers (org_id, case_id, kind, due_at, attempts)
         select r.org_id, r.case_id, 'escalation', r.held_until, 0 from released r
         on conflict (org_id, case_id, kind) do update set due_at = excluded.due_at, attempts = 0, last_error = null
         returning org_id, case_id
       )
       select s.org_id as "orgId", s.id as "caseId", s.key
         from stale s join due d on d.org_id = s.org_id and d.case_id = s.id`,
    );
  }

  /** By timers_due. Counts at most a hundred. */
  async countLate(tx: Tx): Promise<number> {
    const rows = await tx.query(
      `select 1 from timers t
        where t.kind = 'escalation' and t.due_at < (select clock_timestamp()) - interval '1 minute'
        order by t.due_at limit ${MOST}
          for update skip locked`,
    );
    return rows.length;
  }
}
