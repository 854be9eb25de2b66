import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../schedules/index.js';
import { ACTION_TYPES } from './action-draft.js';
import {
  URGENCIES,
  type PolicyRoute,
  type RoutingRule,
  type RuleTerms,
  type Urgency,
  type WrittenRestrictions,
} from './routing-rule.js';

class RoutingRuleIdentifier {
  @ApiProperty({ enum: ['team_routing_rules'] })
  type: 'team_routing_rules';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class RoutingRuleLinkage {
  @ApiProperty({ type: RoutingRuleIdentifier, isArray: true })
  data: RoutingRuleIdentifier[];
}

class TeamRoutingRulesRelationships {
  @ApiProperty({ type: RoutingRuleLinkage })
  rules: RoutingRuleLinkage;
}

class TeamRoutingRulesResource {
  @ApiProperty({ enum: ['team_routing_rules'] })
  type: 'team_routing_rules';
  @ApiProperty({ format: 'uuid', description: 'The id of the team.' })
  id: string;
  @ApiProperty({ type: TeamRoutingRulesRelationships })
  relationships: TeamRoutingRulesRelationships;
}

class WeeklySpan {
  @ApiProperty({ enum: WEEKDAYS })
  start_day: Weekday;
  @ApiProperty({ example: '09:00:00' })
  start_time: string;
  @ApiProperty({ enum: WEEKDAYS })
  end_day: Weekday;
  @ApiProperty({ example: '17:00:00' })
  end_time: string;
}

class RoutingTimeRestrictions {
  @ApiProperty({ description: 'Empty, as it was sent: UTC.' })
  time_zone: string;
  @ApiProperty({ type: WeeklySpan, isArray: true })
  restrictions: WeeklySpan[];
}

export class RoutingRuleAction {
  @ApiProperty({ enum: ACTION_TYPES })
  type: (typeof ACTION_TYPES)[number];
  @ApiPropertyOptional({ format: 'uuid', description: 'Of an escalation_policy action.' })
  policy_id?: string;
  @ApiPropertyOptional({ enum: URGENCIES })
  urgency?: Urgency;
  @ApiPropertyOptional({ type: 'integer' })
  ack_timeout_minutes?: number;
  @ApiPropertyOptional({ type: RoutingTimeRestrictions })
  support_hours?: RoutingTimeRestrictions;
  @ApiPropertyOptional()
  channel?: string;
  @ApiPropertyOptional({ description: 'Of a send_slack_message action.' })
  workspace?: string;
  @ApiPropertyOptional({ description: 'Of a send_teams_message action.' })
  team?: string;
  @ApiPropertyOptional({ description: 'Of a send_teams_message action.' })
  tenant?: string;
  @ApiPropertyOptional({ description: 'Of a workflow action.' })
  handle?: string;
}

class RoutingRuleThreshold {
  @ApiProperty({ type: 'integer' })
  occurrences: number;
  @ApiProperty({ type: 'integer' })
  minutes: number;
}

export class RoutingRuleAttributes {
  @ApiProperty({ description: 'Empty in the fallback.' })
  query: string;
  @ApiProperty({ type: RoutingRuleAction, isArray: true, description: 'The escalation_policy action is the last.' })
  actions: RoutingRuleAction[];
  @ApiPropertyOptional({ enum: URGENCIES, description: 'That of the escalation_policy action.' })
  urgency?: Urgency;
  @ApiPropertyOptional({ type: RoutingTimeRestrictions })
  time_restriction?: RoutingTimeRestrictions;
  @ApiPropertyOptional({ type: RoutingRuleThreshold, description: 'Extension of the public contract.' })
  threshold?: RoutingRuleThreshold;
}

class RoutingRulePolicyIdentifier {
  @ApiProperty({ enum: ['policies'] })
  type: 'policies';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class RoutingRulePolicyLinkage {
  @ApiProperty({ type: RoutingRulePolicyIdentifier })
  data: RoutingRulePolicyIdentifier;
}

class RoutingRuleRelationships {
  @ApiProperty({ type: RoutingRulePolicyLinkage })
  policy: RoutingRulePolicyLinkage;
}

class RoutingRuleResource {
  @ApiProperty({ enum: ['team_routing_rules'] })
  type: 'team_routing_rules';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: RoutingRuleAttributes })
  attributes: RoutingRuleAttributes;
  @ApiPropertyOptional({ type: RoutingRuleRelationships, description: 'Absent in a rule without a policy.' })
  relationships?: RoutingRuleRelationships;
}

export class TeamRoutingRulesDocument {
  @ApiProperty({ type: TeamRoutingRulesResource })
  data: TeamRoutingRulesResource;
  @ApiPropertyOptional({ type: RoutingRuleResource, isArray: true, description: 'The rules, only when asked for.' })
  included?: RoutingRuleResource[];
}

const TYPE = 'team_routing_rules' as const;

/**
 * The public form of a team's rules. `rules.policy` answers the same as `rules`: the contract has no policy among the
 * kinds of `included`, and the official clients flag a kind they do not know (contract/NOTES.md §5 no. 11).
 */
export function rulesDocument(
  teamId: string,
  rules: readonly RoutingRule[],
  include: readonly string[] = [],
): TeamRoutingRulesDocument {
  const identifiers = rules.map((rule) => ({ type: TYPE, id: rule.id }));
  const data: TeamRoutingRulesDocument['data'] = {
    type: TYPE,
    id: teamId,
    relationships: { rules: { data: identifiers } },
  };
  return include.length === 0 ? { data } : { data, included: rules.map(ruleResource) };
}

/** Whichever form was sent, the policy is answered as an action and mirrored (contract/NOTES.md §5 no. 15, §9). */
function ruleResource({ id, ...terms }: RoutingRule): RoutingRuleResource {
  const attributes = ruleAttributes(terms);
  if (terms.route.kind === 'nowhere') return { type: TYPE, id, attributes };
  return {
    type: TYPE,
    id,
    attributes,
    relationships: { policy: { data: { type: 'policies', id: terms.route.policyId } } },
  };
}

export function ruleAttributes({ query, timeRestriction, urgency, route, actions }: RuleTerms): RoutingRuleAttributes {
  const threshold = route.kind === 'policy' ? route.threshold : undefined;
  return {
    query,
    actions: [...actions, ...(route.kind === 'policy' ? [policyAction(route, urgency)] : [])],
    ...(urgency === undefined ? {} : { urgency }),
    ...(timeRestriction === undefined ? {} : { time_restriction: restrictionsJson(timeRestriction) }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

function policyAction(route: PolicyRoute, urgency: Urgency | undefined): RoutingRuleAction {
  const { policyId, ackTimeoutMinutes, supportHours } = route;
  return {
    type: 'escalation_policy',
    policy_id: policyId,
    ...(urgency === undefined ? {} : { urgency }),
    ...(ackTimeoutMinutes === undefined ? {} : { ack_timeout_minutes: ackTimeoutMinutes }),
    ...(supportHours === undefined ? {} : { support_hours: restrictionsJson(supportHours) }),
  };
}

function restrictionsJson({ timeZone, zoneIsUnstated, restrictions }: WrittenRestrictions): RoutingTimeRestrictions {
  return {
    time_zone: zoneIsUnstated === true ? '' : timeZone,
    restrictions: restrictions.map(({ startDay, startTime, endDay, endTime }) => ({
      start_day: startDay,
      start_time: startTime,
      end_day: endDay,
      end_time: endTime,
    })),
  };
}
