import type { CaseId, OrgId, ProjectId, UserId } from '../../kernel/index.js';
import { STANDARD_TYPE, type Case } from './case.js';
import type { Priority } from './new-case.js';

/** Columns of `cases` that make a case, qualified by `c`. Comments are counted by timeline_pk. */
export const CASE_COLUMNS = `c.id, c.org_id, c.key, c.project_id, c.type_id, c.title, c.description, c.status,
  c.priority, c.assignee_id, c.version, c.created_at, c.created_by, c.modified_at, c.modified_by, c.closed_at,
  c.archived_at, c.additional_properties->>'maintenance_window_id' as maintenance_window_id,
  (select count(*) from timeline t
    where t.org_id = c.org_id and t.case_id = c.id and t.type = 'case.commented' and t.deleted_at is null
  ) as comment_count`;

export interface CaseRow {
  readonly id: CaseId;
  readonly org_id: OrgId;
  readonly key: string;
  readonly project_id: ProjectId;
  readonly type_id: string | null;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: Priority;
  readonly assignee_id: UserId | null;
  readonly version: number;
  readonly created_at: Temporal.Instant;
  readonly created_by: UserId | null;
  readonly modified_at: Temporal.Instant | null;
  readonly modified_by: UserId | null;
  readonly closed_at: Temporal.Instant | null;
  readonly archived_at: Temporal.Instant | null;
  readonly maintenance_window_id: string | null;
  readonly comment_count: number;
}

export function caseFromRow(row: CaseRow): Case {
  return {
    id: row.id,
    orgId: row.org_id,
    key: row.key,
    projectId: row.project_id,
    typeId: row.type_id ?? STANDARD_TYPE,
    title: row.title,
    description: row.description,
    status: row.status,
    priority: row.priority,
    ...(row.assignee_id === null ? {} : { assigneeId: row.assignee_id }),
    commentCount: row.comment_count,
    version: row.version,
    createdAt: row.created_at,
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    ...(row.modified_at === null ? {} : { modifiedAt: row.modified_at }),
    ...(row.modified_by === null ? {} : { modifiedBy: row.modified_by }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    ...(row.archived_at === null ? {} : { archivedAt: row.archived_at }),
    ...(row.maintenance_window_id === null ? {} : { maintenanceWindowId: row.maintenance_window_id }),
  };
}
