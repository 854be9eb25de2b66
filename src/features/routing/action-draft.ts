import { invalidField } from '../../kernel/index.js';
import type { RouteAction } from './page-route.js';
import type { Urgency, WrittenRestrictions } from './routing-rule.js';
import { restrictionsOf, type SupportHoursInput } from './time-restrictions.request.js';

export const ACTION_TYPES = ['send_slack_message', 'send_teams_message', 'workflow', 'escalation_policy'] as const;
type ActionType = (typeof ACTION_TYPES)[number];

/** An action as the body holds it, after the types of its members were checked. */
export interface ActionInput {
  readonly type: ActionType;
  readonly policy_id?: string;
  readonly urgency?: Urgency | null;
  readonly ack_timeout_minutes?: number | null;
  readonly support_hours?: SupportHoursInput | null;
  readonly channel?: string;
  readonly workspace?: string;
  readonly team?: string;
  readonly tenant?: string;
  readonly handle?: string;
}

/** The one action that escalates. */
export interface PolicyAction {
  readonly policyId: string;
  readonly urgency?: Urgency;
  readonly ackTimeoutMinutes?: number;
  readonly supportHours?: WrittenRestrictions;
}

const MEMBERS = {
  send_slack_message: ['workspace', 'channel'],
  send_teams_message: ['tenant', 'team', 'channel'],
  workflow: ['handle'],
  escalation_policy: ['policy_id', 'urgency', 'ack_timeout_minutes', 'support_hours'],
} as const satisfies Record<ActionType, readonly (keyof ActionInput)[]>;

/**
 * The messages of a rule in order, and its escalation_policy action.
 * @throws InvalidError for a member that its kind of action lacks or needs, and for a second escalation_policy
 */
export function actionsOf(
  inputs: readonly ActionInput[],
  pointer: string,
): { readonly actions: readonly RouteAction[]; readonly policy?: PolicyAction } {
  const actions: RouteAction[] = [];
  let policy: PolicyAction | undefined;
  for (const [index, input] of inputs.entries()) {
    const at = `${pointer}/${index}`;
    refuseForeignMembers(input, at);
    if (input.type !== 'escalation_policy') {
      actions.push(messageOf(input, input.type, at));
    } else if (policy === undefined) {
      policy = policyAction(input, at);
    } else {
      throw invalidField(at, 'is a second escalation_policy action: a rule has at most one');
    }
  }
  return policy === undefined ? { actions } : { actions, policy };
}

function messageOf(input: ActionInput, type: RouteAction['type'], at: string): RouteAction {
  const member = (name: 'workspace' | 'channel' | 'tenant' | 'team' | 'handle'): string => {
    const value = input[name];
    if (value === undefined) throw invalidField(`${at}/${name}`, `is required in a ${type} action`);
    return value;
  };
  switch (type) {
    case 'send_slack_message':
      return { type, workspace: member('workspace'), channel: member('channel') };
    case 'send_teams_message':
      return { type, tenant: member('tenant'), team: member('team'), channel: member('channel') };
    case 'workflow':
      return { type, handle: member('handle') };
  }
}

function policyAction(input: ActionInput, at: string): PolicyAction {
  const { policy_id: policyId, urgency, ack_timeout_minutes: ackTimeoutMinutes, support_hours: hours } = input;
  if (policyId === undefined) throw invalidField(`${at}/policy_id`, 'must be a UUID');
  return {
    policyId,
    ...(isAbsent(urgency) ? {} : { urgency }),
    ...(isAbsent(ackTimeoutMinutes) ? {} : { ackTimeoutMinutes }),
    ...(isAbsent(hours) ? {} : { supportHours: restrictionsOf(hours, `${at}/support_hours`) }),
  };
}

function refuseForeignMembers(input: ActionInput, at: string): void {
  const own: readonly string[] = MEMBERS[input.type];
  for (const member of new Set(Object.values(MEMBERS).flat())) {
    if (!own.includes(member) && !isAbsent(input[member])) {
      throw invalidField(`${at}/${member}`, `is not of a ${input.type} action`);
    }
  }
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
