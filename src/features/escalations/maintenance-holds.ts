import { Injectable } from '@nestjs/common';
import { WakeUp } from '../../capabilities/timers/index.js';
import type { OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { HeldPages } from '../maintenance-windows/index.js';

/** Lets pages that a maintenance window holds go on when the window ends at another time, or is no more. */
@Injectable()
export class MaintenanceHolds extends HeldPages {
  constructor(private readonly wakeUp: WakeUp) {
    super();
  }

  /** Cases in the order of their ids, then their timers. By escalations_held_for. */
  async windowChanged(tx: Tx, orgId: OrgId, windowId: string, endsAt: Temporal.Instant | undefined): Promise<void> {
    await tx.query(
      `with clock as materialized (
         select clock_timestamp() as at
       ), locked as materialized (
         select c.org_id, c.id from cases c
          where c.org_id = $1 and c.closed_at is null and c.id in (
                select e.case_id from escalations e
                 where e.org_id = $1 and e.held_for = $2 and e.held_by = 'maintenance')
          order by c.id
            for no key update of c
       ), held as (
         update escalations e set held_until = coalesce($3::timestamptz, clock.at)
           from locked l, clock
          where e.org_id = l.org_id and e.case_id = l.id and e.held_by = 'maintenance' and e.held_for = $2
         returning e.org_id, e.case_id, e.held_until
       )
       insert into timers (org_id, case_id, kind, due_at, attempts)
       select h.org_id, h.case_id, 'escalation', h.held_until, 0 from held h
       on conflict (org_id, case_id, kind) do update set due_at = excluded.due_at, attempts = 0, last_error = null`,
      [orgId, windowId, endsAt?.toString() ?? null],
    );
    tx.afterCommit(() => {
      this.wakeUp.signal('timers');
    });
  }
}
