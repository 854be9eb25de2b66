import type { PageFacts } from './page-facts.js';
import type { Urgency } from './routing-rule.js';
import { tagged } from './rule-query.js';

const MILD = new Set(['warn', 'warning', 'success', 'ok', 'recovered', 'info']);

/**
 * The urgency that a rule gives a page whose caller states none. `dynamic` follows the status of the alert, which the
 * page carries as the tag `alert_status`: a warning is low, everything else is high (contract/NOTES.md §1.3).
 */
export function urgencyOf(urgency: Urgency | undefined, { tags }: PageFacts): 'low' | 'high' | undefined {
  if (urgency !== 'dynamic') return urgency;
  const statuses = tagged(tags, 'alert_status');
  return statuses.length > 0 && statuses.every((status) => MILD.has(status)) ? 'low' : 'high';
}
