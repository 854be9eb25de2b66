import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { DryRun, Hours, RuleOutcome, RuleTrial, UrgencySource } from './dry-run.js';
import { RoutingRuleAttributes, ruleAttributes } from './routing-rules.dto.js';

const OUTCOMES: readonly RuleOutcome[] = ['taken', 'query_does_not_match', 'closed', 'not_reached'];
const URGENCY_SOURCES: readonly UrgencySource[] = ['caller', 'rule', 'alert_status', 'default'];

class DryRunHours {
  @ApiProperty()
  is_open: boolean;
  @ApiPropertyOptional({ format: 'date-time', description: 'While they are closed.' })
  opens_at?: string;
}

class RuleTrialAnswer {
  @ApiProperty({ format: 'uuid' })
  rule_id: string;
  @ApiProperty({ type: 'integer', description: 'From 0, from the top.' })
  position: number;
  @ApiProperty()
  query: string;
  @ApiProperty({ enum: OUTCOMES, description: '`not_reached`: a rule above took the page.' })
  outcome: RuleOutcome;
  @ApiProperty()
  query_matches: boolean;
  @ApiProperty({ type: String, isArray: true, description: 'The terms that the page does not meet.' })
  unmet_terms: string[];
  @ApiPropertyOptional({ type: DryRunHours, description: 'Of its time restriction.' })
  hours?: DryRunHours;
  @ApiProperty({ example: 'The page does not meet tag:env:prod.' })
  reason: string;
}

class TakenRuleAnswer {
  @ApiProperty({ format: 'uuid' })
  rule_id: string;
  @ApiProperty({ type: 'integer' })
  position: number;
  @ApiProperty({ enum: ['query', 'time', 'fallback'] })
  matched: 'query' | 'time' | 'fallback';
  @ApiPropertyOptional({ format: 'uuid', description: 'Absent: nobody would be told.' })
  policy_id?: string;
  @ApiProperty({ type: RoutingRuleAttributes })
  rule: RoutingRuleAttributes;
  @ApiPropertyOptional({ type: DryRunHours, description: 'Of its support hours: while closed, the escalation waits.' })
  support_hours?: DryRunHours;
}

class DryRunAttributesAnswer {
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiPropertyOptional({ type: TakenRuleAnswer, description: 'Absent for a team without rules.' })
  taken?: TakenRuleAnswer;
  @ApiProperty({ enum: ['low', 'high'] })
  urgency: 'low' | 'high';
  @ApiProperty({ enum: URGENCY_SOURCES, description: 'Who decides it.' })
  urgency_source: UrgencySource;
  @ApiProperty({ type: RuleTrialAnswer, isArray: true, description: 'All rules, top to bottom.' })
  rules: RuleTrialAnswer[];
}

class DryRunResource {
  @ApiProperty({ enum: ['routing_dry_runs'] })
  type: 'routing_dry_runs';
  @ApiProperty({ format: 'uuid', description: 'The id of the team.' })
  id: string;
  @ApiProperty({ type: DryRunAttributesAnswer })
  attributes: DryRunAttributesAnswer;
}

export class RoutingDryRunDocument {
  @ApiProperty({ type: DryRunResource })
  data: DryRunResource;
}

export function dryRunDocument(teamId: string, run: DryRun): RoutingDryRunDocument {
  const attributes = {
    at: run.at.toString(),
    ...takenJson(run),
    urgency: run.urgency,
    urgency_source: run.urgencySource,
    rules: run.trials.map(trialJson),
  };
  return { data: { type: 'routing_dry_runs', id: teamId, attributes } };
}

function takenJson({ taken, why, supportHours }: DryRun): { taken?: TakenRuleAnswer } {
  if (taken === undefined || why === undefined) return {};
  const { id: _, teamId: __, ...terms } = taken;
  return {
    taken: {
      ...why,
      ...(terms.route.kind === 'policy' ? { policy_id: terms.route.policyId } : {}),
      rule: ruleAttributes(terms),
      ...(supportHours === undefined ? {} : { support_hours: hoursJson(supportHours) }),
    },
  };
}

function trialJson(trial: RuleTrial, position: number): RuleTrialAnswer {
  const { rule, outcome, unmetTerms, hours } = trial;
  return {
    rule_id: rule.id,
    position,
    query: rule.query,
    outcome,
    query_matches: unmetTerms.length === 0,
    unmet_terms: [...unmetTerms],
    ...(hours === undefined ? {} : { hours: hoursJson(hours) }),
    reason: reasonOf(trial),
  };
}

function hoursJson({ isOpen, opensAt }: Hours): DryRunHours {
  return { is_open: isOpen, ...(opensAt === undefined ? {} : { opens_at: opensAt.toString() }) };
}

function reasonOf({ rule, outcome, unmetTerms, hours }: RuleTrial): string {
  switch (outcome) {
    case 'taken':
      return rule.query === '' && hours === undefined ? 'No rule above takes the page.' : 'The page meets the rule.';
    case 'query_does_not_match':
      return `The page does not meet ${unmetTerms.join(', ')}.`;
    case 'closed':
      return `The rule is closed until ${hours?.opensAt?.toString() ?? 'it opens'}.`;
    case 'not_reached':
      return 'A rule above takes the page.';
  }
}
