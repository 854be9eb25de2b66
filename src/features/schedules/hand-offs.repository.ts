import { Injectable } from '@nestjs/common';
import type { OrgId, ScheduleId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { ToldState } from './hand-off.js';

/** A schedule to look at. */
export interface DueHandOff {
  readonly orgId: OrgId;
  readonly scheduleId: ScheduleId;
  readonly name: string;
  readonly timeZone: string;
  readonly told: ToldState;
  /** False at the first look at a schedule whose people were never told. */
  readonly isKnown: boolean;
}

interface DueRow {
  readonly org_id: OrgId;
  readonly schedule_id: ScheduleId;
  readonly name: string;
  readonly time_zone: string;
  readonly user_id: UserId | null;
  readonly until: Temporal.Instant | null;
  readonly is_known: boolean;
}

/** After a look that failed. */
const POSTPONE_MINUTES = 5;

@Injectable()
export class HandOffsRepository {
  /** Has the schedule looked at once the transaction is committed: who is on call may have changed. */
  async requestLook(tx: Tx, orgId: OrgId, scheduleId: ScheduleId): Promise<void> {
    await tx.query(
      `insert into schedule_hand_offs as h (org_id, schedule_id, is_known, check_at)
       select $1, $2, true, clock_timestamp()
       on conflict (org_id, schedule_id) do update set check_at = least(h.check_at, excluded.check_at)`,
      [orgId, scheduleId],
    );
  }

  /**
   * Locks the schedules that are due, as the engine, the longest due first; what another worker holds is skipped. By
   * schedule_hand_offs_due.
   */
  async claimDue(tx: Tx, limit: number): Promise<DueHandOff[]> {
    const rows = await tx.query<DueRow>(
      `select h.org_id, h.schedule_id, s.name, s.time_zone, h.user_id, h.until, h.is_known
         from schedule_hand_offs h
         join schedules s on s.org_id = h.org_id and s.id = h.schedule_id
        where h.check_at <= clock_timestamp()
        order by h.check_at limit $1
          for update of h skip locked`,
      [limit],
    );
    return rows.map((row) => ({
      orgId: row.org_id,
      scheduleId: row.schedule_id,
      name: row.name,
      timeZone: row.time_zone,
      told: {
        ...(row.user_id === null ? {} : { userId: row.user_id }),
        ...(row.until === null ? {} : { until: row.until }),
      },
      isKnown: row.is_known,
    }));
  }

  async update(
    tx: Tx,
    { orgId, scheduleId }: DueHandOff,
    { userId, until }: ToldState,
    checkAt: Temporal.Instant,
  ): Promise<void> {
    await tx.query(
      `update schedule_hand_offs h set user_id = $3, until = $4, is_known = true, check_at = $5
        where h.org_id = $1 and h.schedule_id = $2`,
      [orgId, scheduleId, userId ?? null, until?.toString() ?? null, checkAt.toString()],
    );
  }

  async postpone(tx: Tx, { orgId, scheduleId }: DueHandOff): Promise<void> {
    await tx.query(
      `update schedule_hand_offs h set check_at = clock_timestamp() + make_interval(mins => $3)
        where h.org_id = $1 and h.schedule_id = $2`,
      [orgId, scheduleId, POSTPONE_MINUTES],
    );
  }
}
