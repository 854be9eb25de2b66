import type { TeamId } from '../../kernel/index.js';
import { invalidField } from '../../kernel/index.js';
import {
  documentOf,
  Ignored,
  IncludeParameter,
  NestedList,
  OneOf,
  Text,
  UuidField,
} from '../../platform/http/index.js';
import { ruleDrafts } from './rule-draft.js';
import { URGENCIES, type RuleDraft, type Urgency } from './routing-rule.js';

const ACTION_TYPES = ['send_slack_message', 'send_teams_message', 'workflow', 'escalation_policy'] as const;
const INCLUSIONS = ['rules', 'rules.policy'] as const;
export type RuleInclusion = (typeof INCLUSIONS)[number];

export class RoutingRulesQuery {
  @IncludeParameter(INCLUSIONS)
  include?: RuleInclusion[];
}

/** The four kinds of action of the contract in one shape; which of them this release carries out, `rule-draft.ts` says. */
export class RoutingRuleActionInput {
  @OneOf(ACTION_TYPES, { description: 'This release supports escalation_policy only.' })
  type: (typeof ACTION_TYPES)[number];
  @UuidField({ optional: true, description: 'Of an escalation_policy action, which needs it.' })
  policy_id?: string;
  @OneOf(URGENCIES, { optional: true, description: 'Of an escalation_policy action. dynamic is not supported yet.' })
  urgency?: Urgency;
  @Ignored()
  ack_timeout_minutes?: unknown;
  @Ignored()
  support_hours?: unknown;
  @Ignored()
  channel?: unknown;
  @Ignored()
  workspace?: unknown;
  @Ignored()
  team?: unknown;
  @Ignored()
  tenant?: unknown;
  @Ignored()
  handle?: unknown;
}

export class RoutingRuleInput {
  @UuidField({ optional: true, description: 'Of a rule of this team, which keeps its id; absent: a new rule.' })
  id?: string;
  @NestedList(() => RoutingRuleActionInput, { optional: true, nullable: true, max: 20 })
  actions?: RoutingRuleActionInput[] | null;
  @Text({
    min: 0,
    max: 36,
    optional: true,
    nullable: true,
    description: 'The older form of an escalation_policy action.',
  })
  policy_id?: string | null;
  @Text({ min: 0, max: 2000, optional: true, description: 'Empty in the last rule, which is the fallback.' })
  query?: string;
  @OneOf(URGENCIES, {
    optional: true,
    nullable: true,
    description: 'With a policy only. dynamic is not supported yet.',
  })
  urgency?: Urgency | null;
  @Ignored()
  time_restriction?: unknown;
}

class RoutingRulesAttributes {
  @NestedList(() => RoutingRuleInput, { optional: true, max: 100 })
  rules?: RoutingRuleInput[];
}

export class SetRoutingRulesBody extends documentOf('team_routing_rules', RoutingRulesAttributes, {
  attributesOptional: true,
}) {}

/**
 * The whole new list of a team's rules; without `attributes` it is empty (contract/NOTES.md §9: so a client clears it).
 * @throws InvalidError when the body names another team, breaks a rule, or asks for what this release does not do
 */
export function rulesOf(teamId: TeamId, body: SetRoutingRulesBody): RuleDraft[] {
  const { id, attributes } = body.data as Partial<SetRoutingRulesBody['data']>;
  if (id !== undefined && id.toLowerCase() !== teamId)
    throw invalidField('/data/id', 'must be the team id in the path');
  return ruleDrafts(attributes?.rules ?? []);
}
