import { Injectable } from '@nestjs/common';
import { newId, type ActorReference, type CaseId, type OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

/** Something that happened to a case, for people. `data` holds ids; `message` only what a person wrote. */
export interface NewTimelineEntry {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly type: string;
  readonly actor: ActorReference;
  readonly data: object;
  readonly message?: string;
}

export interface TimelineEntry {
  /** Order within the case. */
  readonly id: number;
  readonly cellId: string;
  readonly type: string;
  readonly actor: ActorReference;
  readonly message: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Temporal.Instant;
  readonly modifiedAt: Temporal.Instant | null;
}

interface Row {
  readonly id: number;
  readonly cell_id: string;
  readonly type: string;
  readonly actor_kind: ActorReference['kind'];
  readonly actor_id: string;
  readonly message: string | null;
  readonly data: Record<string, unknown>;
  readonly created_at: Temporal.Instant;
  readonly modified_at: Temporal.Instant | null;
}

/** The story of a case. Its order is the identity of the rows, which follows the lock of the case (DESIGN §4.5). */
@Injectable()
export class Timeline {
  /** Appends in the order of the list. Answers the public ids of the cells. */
  async append(tx: Tx, entries: readonly NewTimelineEntry[]): Promise<readonly string[]> {
    if (entries.length === 0) return [];
    const rows = entries.map((entry) => ({
      org_id: entry.orgId,
      case_id: entry.caseId,
      cell_id: newId(),
      type: entry.type,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      message: entry.message,
      data: entry.data,
    }));
    await tx.query(
      `insert into timeline (org_id, case_id, cell_id, type, actor_kind, actor_id, message, data, created_at)
       select e.org_id, e.case_id, e.cell_id, e.type, e.actor_kind, e.actor_id, e.message, e.data, clock_timestamp()
         from rows from (jsonb_to_recordset($1::jsonb) as (org_id uuid, case_id uuid, cell_id uuid, type text,
                actor_kind text, actor_id text, message text, data jsonb)) with ordinality
                as e(org_id, case_id, cell_id, type, actor_kind, actor_id, message, data, position)
        order by e.position`,
      [JSON.stringify(rows)],
    );
    return rows.map((row) => row.cell_id);
  }

  /** A page of the entries that are not deleted, by timeline_pk. `offset` counts from the chosen end. */
  async list(
    tx: Tx,
    orgId: OrgId,
    caseId: CaseId,
    range: { ascending: boolean; limit: number; offset: number },
  ): Promise<readonly TimelineEntry[]> {
    const direction = range.ascending ? 'asc' : 'desc';
    const rows = await tx.query<Row>(
      `select t.id, t.cell_id, t.type, t.actor_kind, t.actor_id, t.message, t.data, t.created_at, t.modified_at
         from timeline t
        where t.org_id = $1 and t.case_id = $2 and t.deleted_at is null
        order by t.id ${direction}
        limit $3 offset $4`,
      [orgId, caseId, range.limit, range.offset],
    );
    return rows.map((row) => ({
      id: row.id,
      cellId: row.cell_id,
      type: row.type,
      actor: { kind: row.actor_kind, id: row.actor_id },
      message: row.message,
      data: row.data,
      createdAt: row.created_at,
      modifiedAt: row.modified_at,
    }));
  }
}
