import type { CaseId, OrgId } from '../../kernel/index.js';
import { foldCase } from '../../platform/query/index.js';

/** What search knows of a case, one document each. People are ids: no name and no e-mail is ever in an index. */
export interface SearchDocument {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly version: number;
  readonly status: string;
  readonly priority: string;
  readonly urgency: string | null;
  readonly projectId: string | null;
  readonly teamId: string | null;
  readonly policyId: string | null;
  readonly assigneeId: string | null;
  readonly responderIds: readonly string[];
  /** Case-folded, once each: filters and counts do not tell `Web` from `web`. */
  readonly services: readonly string[];
  /** As `services`. */
  readonly tags: readonly string[];
  readonly title: string;
  readonly key: string;
  readonly isShadow: boolean;
  readonly createdAt: Temporal.Instant;
  readonly modifiedAt: Temporal.Instant | null;
  readonly closedAt: Temporal.Instant | null;
  /** Title and description as `normalizeText` leaves them, the first MAX_TEXT letters. */
  readonly text: string;
}

/** What search indexes of a case's text, in letters: a cost per letter that one organization causes and all pay for. */
export const MAX_TEXT = 10_000;

/** Columns of `cases` that make a document, qualified by `c`. No lexeme is empty: the cut must not end in a space. */
export const DOCUMENT_COLUMNS = `c.org_id, c.id, c.version, c.status, c.priority, c.urgency, c.project_id, c.team_id,
  c.escalation_policy_id, c.assignee_id, c.responder_ids, c.services, c.tags, c.title, c.key, c.is_shadow, c.created_at,
  c.modified_at, c.closed_at, rtrim(left(c.search_text, ${MAX_TEXT})) as search_text`;

export interface DocumentRow {
  readonly org_id: OrgId;
  readonly id: CaseId;
  readonly version: number;
  readonly status: string;
  readonly priority: string;
  readonly urgency: string | null;
  readonly project_id: string | null;
  readonly team_id: string | null;
  readonly escalation_policy_id: string | null;
  readonly assignee_id: string | null;
  readonly responder_ids: readonly string[];
  readonly services: readonly string[];
  readonly tags: readonly string[];
  readonly title: string;
  readonly key: string;
  readonly is_shadow: boolean;
  readonly created_at: Temporal.Instant;
  readonly modified_at: Temporal.Instant | null;
  readonly closed_at: Temporal.Instant | null;
  readonly search_text: string;
}

export function documentFromRow(row: DocumentRow): SearchDocument {
  return {
    orgId: row.org_id,
    caseId: row.id,
    version: row.version,
    status: row.status,
    priority: row.priority,
    urgency: row.urgency,
    projectId: row.project_id,
    teamId: row.team_id,
    policyId: row.escalation_policy_id,
    assigneeId: row.assignee_id,
    responderIds: [...new Set(row.responder_ids)],
    services: folded(row.services),
    tags: folded(row.tags),
    title: row.title,
    key: row.key,
    isShadow: row.is_shadow,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    closedAt: row.closed_at,
    text: row.search_text,
  };
}

function folded(texts: readonly string[]): string[] {
  return [...new Set(texts.map(foldCase))];
}
