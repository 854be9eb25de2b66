import { Injectable } from '@nestjs/common';
import {
  ConflictError,
  NotFoundError,
  type OrgId,
  type Page,
  type ScheduleId,
  type UserId,
} from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import type { ScheduleSwap, SwapState } from './schedule-swap.js';

interface SwapRow {
  readonly id: string;
  readonly schedule_id: ScheduleId;
  readonly offered_by: UserId;
  readonly starts_at: Temporal.Instant;
  readonly ends_at: Temporal.Instant;
  readonly reason: string | null;
  readonly state: ScheduleSwap['state'];
  readonly taken_by: UserId | null;
  readonly override_id: string | null;
  readonly created_at: Temporal.Instant;
  readonly modified_at: Temporal.Instant;
}

const COLUMNS = `w.id, w.schedule_id, w.offered_by, w.starts_at, w.ends_at, w.reason, w.state, w.taken_by, w.override_id,
                 w.created_at, w.modified_at`;

@Injectable()
export class ScheduleSwapsRepository {
  /** By schedule_swaps_pk. */
  async get(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, id: string, lock = ''): Promise<ScheduleSwap> {
    const rows = await tx.query<SwapRow>(
      `select ${COLUMNS} from schedule_swaps w where w.org_id = $1 and w.schedule_id = $2 and w.id = $3 ${lock}`,
      [orgId, scheduleId, id],
    );
    if (rows[0] === undefined) throw new NotFoundError('swap', id);
    return swapOf(rows[0]);
  }

  /** As `get`, with the row locked: of two who take it, one waits and sees what the other made of it. */
  lock(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, id: string): Promise<ScheduleSwap> {
    return this.get(tx, orgId, scheduleId, id, 'for update');
  }

  /** By start; by schedule_swaps_by_start. */
  async list(
    tx: Tx,
    orgId: OrgId,
    scheduleId: ScheduleId,
    wanted: { readonly state?: SwapState; readonly now: Temporal.Instant },
    range: { readonly size: number; readonly offset: number },
  ): Promise<Page<ScheduleSwap>> {
    const where = `w.org_id = $1 and w.schedule_id = $2
      and ($3::text is null or $3 = case when w.state = 'open' and w.ends_at <= $4 then 'expired' else w.state end)`;
    const parameters = [orgId, scheduleId, wanted.state ?? null, wanted.now.toString()];
    const counts = await tx.query<{ count: number }>(
      `select count(*) as count from schedule_swaps w where ${where}`,
      parameters,
    );
    const rows = await tx.query<SwapRow>(
      `select ${COLUMNS} from schedule_swaps w where ${where} order by w.starts_at, w.id limit $5 offset $6`,
      [...parameters, range.size, range.offset],
    );
    return { items: rows.map(swapOf), total: counts[0]?.count ?? 0 };
  }

  /** How many are open and not over. */
  async countOpen(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, now: Temporal.Instant): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      `select count(*) as count from schedule_swaps w
        where w.org_id = $1 and w.schedule_id = $2 and w.state = 'open' and w.ends_at > $3`,
      [orgId, scheduleId, now.toString()],
    );
    return rows[0]?.count ?? 0;
  }

  /** @throws ConflictError when the same person offers a part of the span already */
  async insert(tx: Tx, orgId: OrgId, swap: ScheduleSwap): Promise<void> {
    try {
      await tx.query(
        `insert into schedule_swaps (org_id, id, schedule_id, offered_by, starts_at, ends_at, reason, state, created_at,
                modified_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $8)`,
        [
          ...[orgId, swap.id, swap.scheduleId, swap.offeredBy, swap.start.toString(), swap.end.toString()],
          ...[swap.reason ?? null, swap.createdAt.toString()],
        ],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'schedule_swaps_once') throw error;
      throw new ConflictError('You offer this shift, or a part of it, already.', 'swap_conflict');
    }
  }

  /** The caller holds its lock. */
  async update(tx: Tx, orgId: OrgId, swap: ScheduleSwap): Promise<void> {
    await tx.query(
      `update schedule_swaps w set state = $3, taken_by = $4, override_id = $5, modified_at = $6
        where w.org_id = $1 and w.id = $2`,
      [orgId, swap.id, swap.state, swap.takenBy ?? null, swap.overrideId ?? null, swap.modifiedAt.toString()],
    );
  }
}

function swapOf(row: SwapRow): ScheduleSwap {
  const { reason, taken_by: takenBy, override_id: overrideId } = row;
  return {
    id: row.id,
    scheduleId: row.schedule_id,
    offeredBy: row.offered_by,
    start: row.starts_at,
    end: row.ends_at,
    ...(reason === null ? {} : { reason }),
    state: row.state,
    ...(takenBy === null ? {} : { takenBy }),
    ...(overrideId === null ? {} : { overrideId }),
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}
