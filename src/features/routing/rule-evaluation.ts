import type { QueryDocument } from '../../platform/query/index.js';
import { isOpen } from '../schedules/index.js';
import type { RoutingReason } from './page-route.js';
import type { RuleTerms } from './routing-rule.js';
import type { RulePredicates } from './rule-predicates.js';

/** The first rule, from the top, that the page matches while it is open; the last one asks for nothing. */
export function firstMatch<Rule extends Pick<RuleTerms, 'query' | 'timeRestriction'>>(
  rules: readonly Rule[],
  document: QueryDocument,
  at: Temporal.Instant,
  predicates: RulePredicates,
): { readonly rule: Rule; readonly position: number } | undefined {
  for (const [position, rule] of rules.entries()) {
    // Hours cost more than most queries, so they are asked second.
    const matches = rule.query === '' || predicates.of(rule.query)(document);
    if (matches && isOpen(rule.timeRestriction, at)) return { rule, position };
  }
  return undefined;
}

/** What a rule asked for that the page is. */
export function matchedBy({
  query,
  timeRestriction,
}: Pick<RuleTerms, 'query' | 'timeRestriction'>): RoutingReason['matched'] {
  if (query !== '') return 'query';
  return timeRestriction === undefined ? 'fallback' : 'time';
}
