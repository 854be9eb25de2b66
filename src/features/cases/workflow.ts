import type { Workflow } from '../../platform/config/index.js';

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
