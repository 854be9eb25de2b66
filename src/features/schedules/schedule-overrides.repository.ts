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
import { claimsOf, type ScheduleOverride, type Span } from './schedule-override.js';

interface OverrideRow {
  readonly id: string;
  readonly schedule_id: ScheduleId;
  readonly user_id: UserId | null;
  readonly replaced_user_id: UserId | null;
  readonly starts_at: Temporal.Instant;
  readonly ends_at: Temporal.Instant;
  readonly reason: string | null;
  readonly created_by: UserId;
  readonly created_at: Temporal.Instant;
}

const COLUMNS = `o.id, o.schedule_id, o.user_id, o.replaced_user_id, o.starts_at, o.ends_at, o.reason, o.created_by,
                 o.created_at`;

@Injectable()
export class ScheduleOverridesRepository {
  /** By schedule_overrides_pk. */
  async get(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, id: string, lock = ''): Promise<ScheduleOverride> {
    const rows = await tx.query<OverrideRow>(
      `select ${COLUMNS} from schedule_overrides o
        where o.org_id = $1 and o.schedule_id = $2 and o.id = $3 ${lock}`,
      [orgId, scheduleId, id],
    );
    if (rows[0] === undefined) throw new NotFoundError('override', id);
    return overrideOf(rows[0]);
  }

  /** As `get`, with the row locked. */
  lock(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, id: string): Promise<ScheduleOverride> {
    return this.get(tx, orgId, scheduleId, id, 'for update');
  }

  /** Those that touch the span, by start; by schedule_overrides_by_start. */
  async list(
    tx: Tx,
    orgId: OrgId,
    scheduleId: ScheduleId,
    span: { readonly from: Temporal.Instant; readonly until: Temporal.Instant | undefined },
    range: { readonly size: number; readonly offset: number },
  ): Promise<Page<ScheduleOverride>> {
    const where = `o.org_id = $1 and o.schedule_id = $2 and o.ends_at > $3 and ($4::timestamptz is null or o.starts_at < $4)`;
    const parameters = [orgId, scheduleId, span.from.toString(), span.until?.toString() ?? null];
    const counts = await tx.query<{ count: number }>(
      `select count(*) as count from schedule_overrides o where ${where}`,
      parameters,
    );
    const rows = await tx.query<OverrideRow>(
      `select ${COLUMNS} from schedule_overrides o where ${where} order by o.starts_at, o.id limit $5 offset $6`,
      [...parameters, range.size, range.offset],
    );
    return { items: rows.map(overrideOf), total: counts[0]?.count ?? 0 };
  }

  /** How many have not ended. */
  async countAhead(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, now: Temporal.Instant): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      `select count(*) as count from schedule_overrides o
        where o.org_id = $1 and o.schedule_id = $2 and o.ends_at > $3`,
      [orgId, scheduleId, now.toString()],
    );
    return rows[0]?.count ?? 0;
  }

  /** @throws ConflictError that names the override which contradicts this one */
  async insert(tx: Tx, orgId: OrgId, override: ScheduleOverride): Promise<void> {
    const { id, scheduleId, userId = null, replacedUserId = null, start, end, reason = null, createdBy } = override;
    try {
      // under a savepoint, so that the other can be looked up for the answer
      await tx.savepoint(async () => {
        await tx.query(
          `insert into schedule_overrides (org_id, id, schedule_id, user_id, replaced_user_id, starts_at, ends_at, reason,
                  created_by, created_at, modified_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
          [
            ...[orgId, id, scheduleId, userId, replacedUserId, start.toString(), end.toString(), reason],
            ...[createdBy, override.createdAt.toString()],
          ],
        );
        const claims = claimsOf(override).map(({ subject, isAlone }) => ({ subject, alone: isAlone }));
        await tx.query(
          `insert into schedule_override_claims (org_id, override_id, schedule_id, subject, alone, starts_at, ends_at)
           select $1, $2, $3, c.subject, c.alone, $5, $6
             from jsonb_to_recordset($4::jsonb) as c (subject uuid, alone boolean)`,
          [orgId, id, scheduleId, JSON.stringify(claims), start.toString(), end.toString()],
        );
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'schedule_override_claims_once') throw error;
      throw contradiction(await this.findContradicting(tx, orgId, override));
    }
  }

  /** Ends it at another moment, its claims with it. */
  async shorten(tx: Tx, orgId: OrgId, { id, end }: ScheduleOverride): Promise<void> {
    await tx.query(
      `update schedule_overrides o set ends_at = $3, modified_at = clock_timestamp() where o.org_id = $1 and o.id = $2`,
      [orgId, id, end.toString()],
    );
    await tx.query(`update schedule_override_claims c set ends_at = $3 where c.org_id = $1 and c.override_id = $2`, [
      orgId,
      id,
      end.toString(),
    ]);
  }

  async remove(tx: Tx, orgId: OrgId, id: string): Promise<void> {
    await tx.query('delete from schedule_overrides o where o.org_id = $1 and o.id = $2', [orgId, id]);
  }

  /** What the constraint has met; undefined when it was removed meanwhile. By schedule_override_claims_once. */
  private async findContradicting(
    tx: Tx,
    orgId: OrgId,
    override: ScheduleOverride,
  ): Promise<(Span & { readonly id: string }) | undefined> {
    const claims = claimsOf(override);
    const rows = await tx.query<OverrideRow>(
      `select ${COLUMNS}
         from unnest($3::uuid[], $4::boolean[]) as mine (subject, alone)
         join schedule_override_claims c
           on c.org_id = $1 and c.schedule_id = $2 and c.subject = mine.subject and (c.alone or mine.alone)
          and c.starts_at < $6 and c.ends_at > $5
         join schedule_overrides o on o.org_id = c.org_id and o.id = c.override_id
        order by o.starts_at, o.id limit 1`,
      [
        ...[orgId, override.scheduleId, claims.map((each) => each.subject), claims.map((each) => each.isAlone)],
        ...[override.start.toString(), override.end.toString()],
      ],
    );
    return rows[0] && overrideOf(rows[0]);
  }
}

function contradiction(other: (Span & { readonly id: string }) | undefined): ConflictError {
  return new ConflictError(
    other === undefined
      ? 'Another override contradicted this one; try again.'
      : `The override contradicts the override ${other.id}, from ${other.start.toString()} to ${other.end.toString()}.`,
    'override_conflict',
  );
}

function overrideOf(row: OverrideRow): ScheduleOverride {
  const { user_id: userId, replaced_user_id: replacedUserId, reason } = row;
  return {
    id: row.id,
    scheduleId: row.schedule_id,
    ...(userId === null ? {} : { userId }),
    ...(replacedUserId === null ? {} : { replacedUserId }),
    start: row.starts_at,
    end: row.ends_at,
    ...(reason === null ? {} : { reason }),
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
