import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

export const TIMER_KINDS = ['escalation'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface NewTimer {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly kind: TimerKind;
  readonly dueAt: Temporal.Instant;
}

/** What is due for a case, at most one of a kind. The row of the case is locked before any of its timers. */
@Injectable()
export class Timers {
  /** Sets or moves timers; an earlier failure of the moved one is forgotten. */
  async set(tx: Tx, timers: readonly NewTimer[]): Promise<void> {
    if (timers.length === 0) return;
    await tx.query(
      `insert into timers (org_id, case_id, kind, due_at, attempts)
       select t.org_id, t.case_id, t.kind, t.due_at, 0
         from jsonb_to_recordset($1::jsonb) as t(org_id uuid, case_id uuid, kind text, due_at timestamptz)
       on conflict (org_id, case_id, kind) do update set due_at = excluded.due_at, attempts = 0, last_error = null`,
      [
        JSON.stringify(
          timers.map(({ orgId, caseId, kind, dueAt }) => ({
            org_id: orgId,
            case_id: caseId,
            kind,
            due_at: dueAt.toString(),
          })),
        ),
      ],
    );
  }

  /** Removes every timer of the cases. */
  async cancel(tx: Tx, orgId: OrgId, caseIds: readonly CaseId[]): Promise<void> {
    await tx.query('delete from timers t where t.org_id = $1 and t.case_id = any($2::uuid[])', [orgId, caseIds]);
  }
}
