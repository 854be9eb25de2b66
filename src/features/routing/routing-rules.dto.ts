import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { URGENCIES, type RoutingRule, type Urgency } from './routing-rule.js';

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

class RoutingRuleAction {
  @ApiProperty({ enum: ['escalation_policy'] })
  type: 'escalation_policy';
  @ApiProperty({ format: 'uuid' })
  policy_id: string;
  @ApiPropertyOptional({ enum: URGENCIES })
  urgency?: Urgency;
}

class RoutingRuleAttributes {
  @ApiProperty({ description: 'Empty in the fallback.' })
  query: string;
  @ApiProperty({ type: RoutingRuleAction, isArray: true })
  actions: RoutingRuleAction[];
  @ApiPropertyOptional({ enum: URGENCIES, description: 'That of the escalation_policy action.' })
  urgency?: Urgency;
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
function ruleResource({ id, query, route }: RoutingRule): RoutingRuleResource {
  if (route.kind === 'nowhere') return { type: TYPE, id, attributes: { query, actions: [] } };
  const urgency = route.urgency === undefined ? {} : { urgency: route.urgency };
  return {
    type: TYPE,
    id,
    attributes: { query, actions: [{ type: 'escalation_policy', policy_id: route.policyId, ...urgency }], ...urgency },
    relationships: { policy: { data: { type: 'policies', id: route.policyId } } },
  };
}
