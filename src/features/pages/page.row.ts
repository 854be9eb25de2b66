import type { CaseId, OrgId, TeamId, UserId } from '../../kernel/index.js';
import type { Priority } from '../cases/index.js';
import { onCallFromJson, onCallToJson, type OnCallJson } from './on-call-json.js';
import type { Page } from './page.js';

/** Columns of `cases` that make a page, qualified by `c`. */
export const PAGE_COLUMNS = `c.id, c.org_id, c.number, c.key, c.title, c.description, c.status, c.priority, c.services,
  c.tags, c.target_kind, c.target_id, c.team_id, c.assignee_id, c.additional_properties->'on_call' as on_call,
  c.occurrences, c.last_occurred_at, c.version, c.created_at, c.created_by, c.modified_at, c.closed_at`;

export interface PageRow {
  readonly id: CaseId;
  readonly org_id: OrgId;
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: Priority;
  readonly services: string[];
  readonly tags: string[];
  readonly target_kind: 'team' | 'user' | null;
  readonly target_id: string | null;
  readonly team_id: TeamId | null;
  readonly assignee_id: UserId | null;
  readonly on_call: OnCallJson;
  readonly occurrences: number;
  readonly last_occurred_at: Temporal.Instant | null;
  readonly version: number;
  readonly created_at: Temporal.Instant;
  readonly created_by: UserId | null;
  readonly modified_at: Temporal.Instant | null;
  readonly closed_at: Temporal.Instant | null;
}

export function pageFromRow(row: PageRow): Page {
  const { target_kind: kind, target_id: targetId } = row;
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    key: row.key,
    title: row.title,
    description: row.description,
    status: row.status,
    priority: row.priority,
    services: row.services,
    tags: row.tags,
    ...(kind === null || targetId === null ? {} : { target: { kind, id: targetId } }),
    ...(row.team_id === null ? {} : { teamId: row.team_id }),
    ...(row.assignee_id === null ? {} : { assigneeId: row.assignee_id }),
    onCall: onCallFromJson(row.on_call),
    occurrences: row.occurrences,
    ...(row.last_occurred_at === null ? {} : { lastOccurredAt: row.last_occurred_at }),
    version: row.version,
    createdAt: row.created_at,
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    ...(row.modified_at === null ? {} : { modifiedAt: row.modified_at }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
  };
}

/** What a use case may change of a page, as one row of a JSON array. */
export function changedColumns(page: Page, modifiedBy: UserId | undefined): object {
  return {
    id: page.id,
    org_id: page.orgId,
    status: page.status,
    assignee_id: page.assigneeId,
    responder_ids: page.onCall.responderIds,
    on_call: onCallToJson(page.onCall),
    modified_at: page.modifiedAt?.toString(),
    modified_by: modifiedBy,
    closed_at: page.closedAt?.toString(),
  };
}
