import type { Workflow } from '../../platform/config/index.js';
import type { FieldCatalog } from '../../platform/query/index.js';

export type StatusRole = 'start' | 'middle' | 'final';

/** Which role a status plays in the tenant's workflow. Rules speak of roles, so names are configuration. */
export function roleOf(workflow: Workflow, status: string): StatusRole {
  if (status === workflow.start) return 'start';
  return status === workflow.final ? 'final' : 'middle';
}

/** All statuses in the order of the workflow. */
export function statusesOf(workflow: Workflow): readonly string[] {
  return [workflow.start, ...workflow.middle, workflow.final];
}

/** A status for people: `IN_PROGRESS` as `In Progress`. */
export function labelOf(status: string): string {
  return status
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join(' ');
}

/** The status of the workflow with this label or this very name, without regard to case; undefined when none has it. */
export function findStatus(workflow: Workflow, name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  return statusesOf(workflow).find(
    (status) => status.toLowerCase() === wanted || labelOf(status).toLowerCase() === wanted,
  );
}

/** The catalogue with the tenant's statuses as the values of `status`: a typo is refused, not answered with nothing. */
export function withStatuses(fields: FieldCatalog, workflow: Workflow): FieldCatalog {
  return { ...fields, status: { kind: 'keyword', values: statusesOf(workflow) } };
}
