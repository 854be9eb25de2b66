import { QueryError, type QueryDocument } from '../../platform/query/index.js';
import { isOpen, nextOpening, type TimeRestrictions } from '../schedules/index.js';
import type { PageFacts } from './page-facts.js';
import type { RoutingReason } from './page-route.js';
import { matchedBy } from './rule-evaluation.js';
import { ruleDocument, ruleQuery } from './rule-query.js';
import type { RoutingRule } from './routing-rule.js';
import { unmetTerms } from './unmet-terms.js';
import { urgencyOf } from './urgency.js';

/** `not_reached`: a rule above took the page. */
export type RuleOutcome = 'taken' | 'query_does_not_match' | 'closed' | 'not_reached';

/** What one rule says of a sample page. */
export interface RuleTrial {
  readonly rule: RoutingRule;
  readonly outcome: RuleOutcome;
  /** Terms of the query that the page does not meet. */
  readonly unmetTerms: readonly string[];
  readonly hours?: Hours;
}

/** Whether hours are open at the time of the dry run. */
export interface Hours {
  readonly isOpen: boolean;
  readonly opensAt?: Temporal.Instant;
}

export type UrgencySource = 'caller' | 'rule' | 'alert_status' | 'default';

export interface DryRun {
  readonly at: Temporal.Instant;
  readonly trials: readonly RuleTrial[];
  /** Absent for a team without rules. */
  readonly taken?: RoutingRule;
  readonly why?: RoutingReason;
  readonly urgency: 'low' | 'high';
  readonly urgencySource: UrgencySource;
  /** Of the rule that was taken. */
  readonly supportHours?: Hours;
}

/** Which rule a page would take at a moment, and what each rule says of it. */
export function dryRun(
  rules: readonly RoutingRule[],
  facts: PageFacts,
  team: { readonly id: string; readonly handle: string },
  at: Temporal.Instant,
): DryRun {
  const document = ruleDocument(facts, team);
  const trials: RuleTrial[] = [];
  for (const rule of rules) trials.push(trialOf(rule, document, at, takenOf(trials) !== undefined));
  const taken = takenOf(trials);
  const supportHours = taken?.route.kind === 'policy' ? taken.route.supportHours : undefined;
  return {
    at,
    trials,
    ...(taken === undefined
      ? {}
      : { taken, why: { rule_id: taken.id, position: rules.indexOf(taken), matched: matchedBy(taken) } }),
    ...urgencyFor(taken, facts),
    ...(supportHours === undefined ? {} : { supportHours: hoursOf(supportHours, at) }),
  };
}

function takenOf(trials: readonly RuleTrial[]): RoutingRule | undefined {
  return trials.find(({ outcome }) => outcome === 'taken')?.rule;
}

function trialOf(rule: RoutingRule, document: QueryDocument, at: Temporal.Instant, isTaken: boolean): RuleTrial {
  const unmet = unmetOf(rule.query, document);
  const hours = rule.timeRestriction === undefined ? undefined : hoursOf(rule.timeRestriction, at);
  const outcome = isTaken ? 'not_reached' : outcomeOf(unmet, hours);
  return { rule, outcome, unmetTerms: unmet, ...(hours === undefined ? {} : { hours }) };
}

function outcomeOf(unmet: readonly string[], hours: Hours | undefined): RuleOutcome {
  if (unmet.length > 0) return 'query_does_not_match';
  return hours?.isOpen === false ? 'closed' : 'taken';
}

/** A stored query that cannot be read any more matches nothing, as for a page. */
function unmetOf(text: string, document: QueryDocument): readonly string[] {
  try {
    return unmetTerms(ruleQuery(text), document);
  } catch (error) {
    if (error instanceof QueryError) return [error.detail];
    throw error;
  }
}

function hoursOf(restrictions: TimeRestrictions, at: Temporal.Instant): Hours {
  return isOpen(restrictions, at) ? { isOpen: true } : { isOpen: false, opensAt: nextOpening(restrictions, at) };
}

function urgencyFor(
  rule: RoutingRule | undefined,
  facts: PageFacts,
): { readonly urgency: 'low' | 'high'; readonly urgencySource: UrgencySource } {
  if (facts.urgency !== undefined) return { urgency: facts.urgency, urgencySource: 'caller' };
  const urgency = urgencyOf(rule?.urgency, facts);
  if (urgency === undefined) return { urgency: 'high', urgencySource: 'default' };
  return { urgency, urgencySource: rule?.urgency === 'dynamic' ? 'alert_status' : 'rule' };
}
