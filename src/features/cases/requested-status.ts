import { invalidField } from '../../kernel/index.js';
import type { Workflow } from '../../platform/config/index.js';
import { findStatus, labelOf, statusesOf } from './workflow.js';

/** A request names a status by itself or by its label, as the public API allows. */
export interface RequestedStatus {
  readonly status?: string | undefined;
  readonly statusName?: string | undefined;
}

/**
 * The status that a request means, or undefined when it names none. Throws `InvalidError` for a status that the
 * tenant's workflow does not have and for a status and a name that contradict each other.
 */
export function requestedStatus(workflow: Workflow, { status, statusName }: RequestedStatus): string | undefined {
  const all = statusesOf(workflow);
  if (status !== undefined && !all.includes(status)) {
    throw invalidField('/data/attributes/status', `must be one of ${all.join(', ')}`);
  }
  if (statusName === undefined) return status;
  const named = findStatus(workflow, statusName);
  if (named === undefined) {
    throw invalidField('/data/attributes/status_name', `must be one of ${all.map(labelOf).join(', ')}`);
  }
  if (status !== undefined && named !== status) {
    throw invalidField('/data/attributes/status_name', `must be the name of the status ${status} when both are given`);
  }
  return named;
}
