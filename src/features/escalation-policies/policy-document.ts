import type { UserId } from '../../kernel/index.js';
import type {
  EscalationPolicyDocument,
  EscalationPolicyIncluded,
  EscalationPolicyStep,
  EscalationPolicyTeam,
  EscalationPolicyUser,
} from './escalation-policies.dto.js';
import type { PolicyInclusion } from './escalation-policies.request.js';
import type { EscalationPolicy } from './escalation-policy.js';
import type { StepSnapshot } from './policy-snapshot.js';

interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
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
  readonly teams: readonly Team[];
  mayRead(userId: UserId): boolean;
}

/** The public form of a policy. Order under `included` as recorded: steps, users, teams (contract/NOTES.md §5 no. 13). */
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
    ...(withSteps ? policy.steps.map(stepResource) : []),
    ...related.users.map((user) => userResource(user, related.mayRead(user.id))),
    ...related.teams.map(teamResource),
  ];
}

function stepResource(step: StepSnapshot): EscalationPolicyStep {
  return {
    type: 'steps',
    id: step.id,
    attributes: { assignment: step.assignment ?? 'default', escalate_after_seconds: step.escalateAfterSeconds },
    relationships: {
      targets: {
        data: step.targets.map((target) => ({ type: target.kind === 'user' ? 'users' : 'teams', id: target.id })),
      },
    },
  };
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
