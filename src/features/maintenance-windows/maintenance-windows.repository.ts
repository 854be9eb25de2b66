import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { WINDOWS_MAX, type MaintenanceWindow } from './maintenance-window.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly starts_at: Temporal.Instant;
  readonly ends_at: Temporal.Instant;
  readonly created_by: UserId;
  readonly updated_by: UserId | null;
}

const COLUMNS = 'w.id, w.name, w.query, w.starts_at, w.ends_at, w.created_by, w.updated_by';

@Injectable()
export class MaintenanceWindowsRepository {
  /** All of the organization by their begin, by maintenance_windows_by_start. */
  async list(tx: Tx, orgId: OrgId): Promise<MaintenanceWindow[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from maintenance_windows w where w.org_id = $1 order by w.starts_at, w.id limit ${WINDOWS_MAX}`,
      [orgId],
    );
    return rows.map(windowFromRow);
  }

  /** Locks the window until the end of the transaction; undefined when there is none. By maintenance_windows_pk. */
  async lock(tx: Tx, orgId: OrgId, id: string): Promise<MaintenanceWindow | undefined> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from maintenance_windows w where w.org_id = $1 and w.id = $2 for update`,
      [orgId, id],
    );
    return rows[0] === undefined ? undefined : windowFromRow(rows[0]);
  }

  /**
   * How many the organization has. Creates wait here for each other until their transactions end, so that two of them
   * cannot both be the last one.
   */
  async countLocked(tx: Tx, orgId: OrgId): Promise<number> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`maintenance windows of ${orgId}`]);
    const rows = await tx.query<{ count: number }>(
      'select count(*) as count from maintenance_windows w where w.org_id = $1',
      [orgId],
    );
    return rows[0]?.count ?? 0;
  }

  async insert(tx: Tx, orgId: OrgId, window: MaintenanceWindow): Promise<void> {
    await tx.query(
      `insert into maintenance_windows (org_id, id, name, query, starts_at, ends_at, created_at, created_by)
       values ($1, $2, $3, $4, $5, $6, clock_timestamp(), $7)`,
      [orgId, window.id, window.name, window.query, ...timesOf(window), window.createdBy],
    );
  }

  /** The caller holds the window's lock. */
  async update(tx: Tx, orgId: OrgId, window: MaintenanceWindow): Promise<void> {
    await tx.query(
      `update maintenance_windows w
          set name = $3, query = $4, starts_at = $5, ends_at = $6, updated_at = clock_timestamp(), updated_by = $7
        where w.org_id = $1 and w.id = $2`,
      [orgId, window.id, window.name, window.query, ...timesOf(window), window.updatedBy],
    );
  }

  async remove(tx: Tx, orgId: OrgId, id: string): Promise<void> {
    await tx.query('delete from maintenance_windows w where w.org_id = $1 and w.id = $2', [orgId, id]);
  }
}

function timesOf({ startsAt, endsAt }: MaintenanceWindow): [string, string] {
  return [startsAt.toString(), endsAt.toString()];
}

function windowFromRow(row: Row): MaintenanceWindow {
  return {
    id: row.id,
    name: row.name,
    query: row.query,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    createdBy: row.created_by,
    ...(row.updated_by === null ? {} : { updatedBy: row.updated_by }),
  };
}
