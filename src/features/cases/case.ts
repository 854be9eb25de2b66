import type { EventType } from '../../capabilities/events/index.js';
import type { CaseId, OrgId, ProjectId, UserId } from '../../kernel/index.js';
import type { Workflow } from '../../platform/config/index.js';
import type { Priority } from './new-case.js';
import { roleOf } from './workflow.js';

/** The one built-in case type of this release: Standard (contract/NOTES.md §2). */
export const STANDARD_TYPE = '00000000-0000-0000-0000-000000000001';

export interface Case {
  readonly id: CaseId;
  readonly orgId: OrgId;
  /** `<project key>-<number>`; the numbers of a project have no gap. */
  readonly key: string;
  readonly projectId: ProjectId;
  readonly typeId: string;
  readonly title: string;
  /** Empty when nobody wrote one. */
  readonly description: string;
  readonly status: string;
  readonly priority: Priority;
  readonly assigneeId?: UserId;
  /** Comments that are not deleted. */
  readonly commentCount: number;
  readonly version: number;
  readonly createdAt: Temporal.Instant;
  readonly createdBy?: UserId;
  readonly modifiedAt?: Temporal.Instant;
  readonly modifiedBy?: UserId;
  /** Present while the status is the final one. */
  readonly closedAt?: Temporal.Instant;
  readonly archivedAt?: Temporal.Instant;
  /** In force when it was created, with a query that it matched. */
  readonly maintenanceWindowId?: string;
}

/** The case in another status; the very same case when it has it already. Any status may follow any other. */
export function withStatus(before: Case, status: string, now: Temporal.Instant, workflow: Workflow): Case {
  if (before.status === status) return before;
  const { closedAt: _, ...open } = before;
  const closed = roleOf(workflow, status) === 'final' ? { closedAt: now } : {};
  return { ...open, ...closed, status, modifiedAt: now };
}

/** What people write on a case, each on its own; the very same case when nothing changes. */
export function withField<Field extends 'title' | 'description' | 'priority'>(
  before: Case,
  field: Field,
  value: Case[Field],
  now: Temporal.Instant,
): Case {
  return before[field] === value ? before : { ...before, [field]: value, modifiedAt: now };
}

/** What became of a case, in the form that timeline, audit and events keep. */
export interface CaseChange {
  readonly type: EventType;
  readonly data: object;
}

/**
 * How the two differ. Of a title or description only that it changed: people write names into texts, and neither the
 * audit nor an event can be erased (DESIGN §4.12).
 */
export function changeOf(before: Case, after: Case): CaseChange {
  if (before.status !== after.status) {
    return { type: 'case.status_changed', data: { from: before.status, to: after.status } };
  }
  if (before.priority !== after.priority) {
    return { type: 'case.updated', data: { field: 'priority', from: before.priority, to: after.priority } };
  }
  return { type: 'case.updated', data: { field: before.title === after.title ? 'description' : 'title' } };
}
