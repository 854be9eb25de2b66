import {
  InvalidError,
  invalidField,
  type PolicyId,
  type ScheduleId,
  type TeamId,
  type UserId,
  type Violation,
} from '../../kernel/index.js';
import type { Assignment, PolicySnapshot, StepSnapshot, TargetSnapshot } from './policy-snapshot.js';

/** Who is told of a page, in which order and after how long. What a running escalation copies, and the owning teams. */
export interface EscalationPolicy extends PolicySnapshot {
  readonly id: PolicyId;
  /** The teams it belongs to; without meaning for the escalation. */
  readonly teamIds: readonly TeamId[];
}

/** A policy as a request asks for it: defaults filled in, ids not yet given. */
export interface PolicyDraft {
  readonly name: string;
  readonly retries: number;
  readonly resolvePageOnPolicyEnd: boolean;
  readonly teamIds: readonly TeamId[];
  readonly steps: readonly StepDraft[];
}

export interface StepDraft {
  /** Of a step that the policy already has; without it the step is new. */
  readonly id?: string;
  readonly assignment: Assignment;
  readonly escalateAfterSeconds: number;
  readonly targets: readonly TargetSnapshot[];
}

/** What of a draft's targets and teams exists in the organization; a user counts only while active. */
export interface Existing {
  readonly activeUsers: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
  readonly schedules: ReadonlySet<string>;
}

const STEPS = '/data/attributes/steps';

/**
 * The policy that a draft makes. A step that names its id keeps it, wherever it moved; all others are new.
 * @param known steps that the policy has so far; none for a new policy
 * @throws InvalidError when an id is not of this policy, or is used twice
 */
export function composed(
  id: PolicyId,
  draft: PolicyDraft,
  known: readonly StepSnapshot[],
  makeId: () => string,
): EscalationPolicy {
  const free = new Set(known.map((step) => step.id));
  const steps = draft.steps.map((step, index) => {
    const { id: kept = makeId(), assignment, escalateAfterSeconds, targets } = step;
    if (step.id !== undefined && !free.delete(step.id)) {
      throw invalidField(`${STEPS}/${index}/id`, 'is not a step of this policy, or is used twice');
    }
    return { id: kept, assignment, escalateAfterSeconds, targets };
  });
  const { name, retries, resolvePageOnPolicyEnd, teamIds } = draft;
  return { id, name, retries, resolvePageOnPolicyEnd, teamIds, steps };
}

/** @throws InvalidError that points at every target and team that a page could not reach */
export function requireReachable(draft: PolicyDraft, existing: Existing): void {
  const targets = draft.steps.flatMap((step, s) =>
    step.targets.flatMap((target, t) => unreachable(target, `${STEPS}/${s}/targets/${t}/id`, existing)),
  );
  const teams = draft.teamIds
    .map((id, index) => ({ id, field: `/data/relationships/teams/data/${index}/id` }))
    .filter(({ id }) => !existing.teams.has(id))
    .map(({ field }) => violation(field, 'is not a team of this organization'));
  const all = [...targets, ...teams];
  if (all.length > 0) throw new InvalidError(all.map(({ field, rule }) => `${field} ${rule}`).join('; '), all);
}

function unreachable(target: TargetSnapshot, field: string, existing: Existing): Violation[] {
  if (target.kind === 'user') {
    return existing.activeUsers.has(target.id) ? [] : [violation(field, 'is not an active user of this organization')];
  }
  const known = target.kind === 'team' ? existing.teams : existing.schedules;
  return known.has(target.id) ? [] : [violation(field, `is not a ${target.kind} of this organization`)];
}

function violation(field: string, rule: string): Violation {
  return { in: 'body', field, rule };
}

interface Targeting {
  readonly steps: readonly { readonly targets: readonly TargetSnapshot[] }[];
}

/** Users among the targets of a policy or draft, each once, in the order of their first use. */
export function targetUsers(policy: Targeting): UserId[] {
  return targetIds<UserId>(policy, 'user');
}

/** As `targetUsers` for teams. */
export function targetTeams(policy: Targeting): TeamId[] {
  return targetIds<TeamId>(policy, 'team');
}

/** As `targetUsers` for schedules, whatever the position. */
export function targetSchedules(policy: Targeting): ScheduleId[] {
  return targetIds<ScheduleId>(policy, 'schedule');
}

function targetIds<Id extends string>(policy: Targeting, kind: TargetSnapshot['kind']): Id[] {
  const targets = policy.steps.flatMap((step) => step.targets.filter((target) => target.kind === kind));
  return [...new Set(targets.map((target) => target.id as Id))];
}
