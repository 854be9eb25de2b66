import type { UserId } from '../../kernel/index.js';
import type {
  EscalationPolicyDocument,
  EscalationPolicyIncluded,
  EscalationPolicySchedule,
  EscalationPolicyScheduleTarget,
  EscalationPolicyStep,
  EscalationPolicyTeam,
  EscalationPolicyUser,
  TargetIdentifier,
} from './escalation-policies.dto.js';
import type { PolicyInclusion } from './escalation-policies.request.js';
import type { EscalationPolicy } from './escalation-policy.js';
import type { StepSnapshot, TargetSnapshot } from './policy-snapshot.js';

interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

interface Team {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly avatar?: string | null | undefined;
}

/** What goes under `included`, and of whom the caller may see name and e-mail. */
export interface Related {
  readonly asked: readonly PolicyInclusion[];
  readonly users: readonly Person[];
  readonly schedules: readonly Schedule[];
  readonly teams: readonly Team[];
  mayRead(userId: UserId): boolean;
}

/**
 * The public form of a policy. Order under `included` as recorded: each step with its positioned schedules, then users,
 * schedules, teams (contract/NOTES.md §5 no. 13).
 */
export function policyDocument(policy: EscalationPolicy, related: Related): EscalationPolicyDocument {
  const { id, name, retries, resolvePageOnPolicyEnd, steps, teamIds } = policy;
  const data: EscalationPolicyDocument['data'] = {
    type: 'policies',
    id,
    attributes: { name, resolve_page_on_policy_end: resolvePageOnPolicyEnd, retries, tags: [] },
    relationships: {
      steps: { data: steps.map((step) => ({ type: 'steps', id: step.id })) },
      teams: { data: teamIds.map((teamId) => ({ type: 'teams', id: teamId })) },
    },
  };
  return related.asked.length === 0 ? { data } : { data, included: included(policy, related) };
}

/** `steps.targets` brings the steps between, as JSON:API asks of a path. */
function included(policy: EscalationPolicy, related: Related): EscalationPolicyIncluded[] {
  const withSteps = related.asked.some((path) => path !== 'teams');
  return [
    ...(withSteps ? stepResources(policy, related.asked.includes('steps.targets')) : []),
    ...related.users.map((user) => userResource(user, related.mayRead(user.id))),
    ...related.schedules.map(scheduleResource),
    ...related.teams.map(teamResource),
  ];
}

/** A schedule with the same position in two steps is one resource, beside the first. */
function stepResources(
  { steps }: EscalationPolicy,
  withTargets: boolean,
): (EscalationPolicyStep | EscalationPolicyScheduleTarget)[] {
  const told = new Set<string>();
  return steps.flatMap((step) => {
    const targets = withTargets ? step.targets.flatMap(scheduleTargets) : [];
    const fresh = targets.filter(({ id }) => !told.has(id) && told.add(id));
    return [stepResource(step), ...fresh];
  });
}

function stepResource(step: StepSnapshot): EscalationPolicyStep {
  return {
    type: 'steps',
    id: step.id,
    attributes: { assignment: step.assignment ?? 'default', escalate_after_seconds: step.escalateAfterSeconds },
    relationships: {
      targets: {
        data: step.targets.map(targetIdentifier),
      },
    },
  };
}

function targetIdentifier(target: TargetSnapshot): TargetIdentifier {
  if (target.kind !== 'schedule') return { type: target.kind === 'user' ? 'users' : 'teams', id: target.id };
  if (target.position === undefined) return { type: 'schedules', id: target.id };
  return { type: 'schedule_target', id: `${target.id}_${target.position}` };
}

function scheduleTargets(target: TargetSnapshot): EscalationPolicyScheduleTarget[] {
  if (target.kind !== 'schedule' || target.position === undefined) return [];
  return [
    {
      type: 'schedule_target',
      id: `${target.id}_${target.position}`,
      attributes: { position: target.position },
      relationships: { schedule: { data: { type: 'schedules', id: target.id } } },
    },
  ];
}

function scheduleResource({ id, name, timeZone }: Schedule): EscalationPolicySchedule {
  return { type: 'schedules', id, attributes: { name, time_zone: timeZone } };
}

function userResource(user: Person, mayRead: boolean): EscalationPolicyUser {
  const status = user.active ? ('active' as const) : ('deactivated' as const);
  const attributes = mayRead ? { email: user.email, name: user.name, status } : { name: '', status };
  return { type: 'users', id: user.id, attributes };
}

function teamResource(team: Team): EscalationPolicyTeam {
  const { id, avatar, description, handle, name } = team;
  return { type: 'teams', id, attributes: { avatar: avatar ?? '', description, handle, name } };
}
