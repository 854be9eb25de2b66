import { invalidField, type TeamId } from '../../kernel/index.js';
import {
  documentOf,
  IncludeParameter,
  IntegerIn,
  Nested,
  NestedList,
  OneOf,
  Text,
  UuidField,
} from '../../platform/http/index.js';
import { ACTION_TYPES } from './action-draft.js';
import { ruleDrafts } from './rule-draft.js';
import { URGENCIES, type RuleDraft, type Urgency } from './routing-rule.js';
import { SupportHoursInput, TimeRestrictionsInput } from './time-restrictions.request.js';

const INCLUSIONS = ['rules', 'rules.policy'] as const;
export type RuleInclusion = (typeof INCLUSIONS)[number];

export class RoutingRulesQuery {
  @IncludeParameter(INCLUSIONS)
  include?: RuleInclusion[];
}

const URGENCY = 'Of pages whose caller states none; dynamic: low for a page with the tag alert_status:warn, else high.';

/** The four kinds of action of the contract in one shape; which members each has, `action-draft.ts` says. */
export class RoutingRuleActionInput {
  @OneOf(ACTION_TYPES)
  type: (typeof ACTION_TYPES)[number];
  @UuidField({ optional: true, description: 'Of an escalation_policy action, which needs it.' })
  policy_id?: string;
  @OneOf(URGENCIES, { optional: true, nullable: true, description: `Of an escalation_policy action. ${URGENCY}` })
  urgency?: Urgency | null;
  @IntegerIn(1, 10_080, {
    optional: true,
    nullable: true,
    description:
      'Of an escalation_policy action: an acknowledged page that is not resolved by then is triggered again.',
  })
  ack_timeout_minutes?: number | null;
  @Nested(() => SupportHoursInput, {
    optional: true,
    nullable: true,
    description: 'Of an escalation_policy action: outside of them the page exists and its escalation waits.',
  })
  support_hours?: SupportHoursInput | null;
  @Text({ max: 200, optional: true, description: 'Of a send_slack_message or send_teams_message action.' })
  channel?: string;
  @Text({ max: 200, optional: true, description: 'Of a send_slack_message action.' })
  workspace?: string;
  @Text({ max: 200, optional: true, description: 'Of a send_teams_message action.' })
  team?: string;
  @Text({ max: 200, optional: true, description: 'Of a send_teams_message action.' })
  tenant?: string;
  @Text({ max: 200, optional: true, description: 'Of a workflow action.' })
  handle?: string;
}

class RoutingRuleThresholdInput {
  @IntegerIn(2, 1000)
  occurrences: number;
  @IntegerIn(1, 1440)
  minutes: number;
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
  @Text({
    min: 0,
    max: 2000,
    optional: true,
    description: 'In the query language, over the page as it will be created; empty in the last rule, the fallback.',
    example: 'tag:env:prod -service:legacy',
  })
  query?: string;
  @OneOf(URGENCIES, { optional: true, nullable: true, description: URGENCY })
  urgency?: Urgency | null;
  @Nested(() => TimeRestrictionsInput, {
    optional: true,
    nullable: true,
    description: 'The rule counts only inside; not in the fallback and not beside support_hours.',
  })
  time_restriction?: TimeRestrictionsInput | null;
  @Nested(() => RoutingRuleThresholdInput, {
    optional: true,
    nullable: true,
    description:
      'Extension of the public contract: the escalation waits until the page occurred so often within so many minutes.',
  })
  threshold?: RoutingRuleThresholdInput | null;
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
 * @throws InvalidError when the body names another team, or breaks a rule
 */
export function rulesOf(teamId: TeamId, body: SetRoutingRulesBody): RuleDraft[] {
  const { id, attributes } = body.data as Partial<SetRoutingRulesBody['data']>;
  if (id !== undefined && id.toLowerCase() !== teamId)
    throw invalidField('/data/id', 'must be the team id in the path');
  return ruleDrafts(attributes?.rules ?? []);
}
