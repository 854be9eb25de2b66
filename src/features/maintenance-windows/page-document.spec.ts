import { describe, expect, it } from '@jest/globals';
import { parseQuery, queryToPredicate } from '../../platform/query/index.js';
import { RULE_FIELDS } from '../routing/index.js';
import { documentOfPage, type NewPageFacts } from './page-document.js';

const NOW = Temporal.Instant.from('2026-01-01T00:00:00Z');
const FACTS: NewPageFacts = {
  title: 'Checkout is down',
  description: 'No orders since noon',
  urgency: 'high',
  services: ['checkout', 'cart/api'],
  tags: ['env:prod'],
  source: 'api',
  priority: 'NOT_DEFINED',
  deduplicationKey: 'checkout-down',
  isShadow: false,
  team: { id: '0198c5a2-0000-7000-8000-000000000001', handle: 'payments' },
};

function matches(query: string, facts: NewPageFacts = FACTS): boolean {
  return queryToPredicate(parseQuery(query, RULE_FIELDS), NOW)(documentOfPage(facts));
}

describe('facts of a new page', () => {
  it.each([
    '',
    '*',
    'orders',
    'title:*down',
    'title:"checkout is down"',
    'urgency:high',
    'team:payments',
    'team:0198c5a2-0000-7000-8000-000000000001',
    'service:cart/api -service:legacy',
    'tag:env:prod',
    'tags.env:prod',
    'source:api',
    'priority:not_defined',
    'deduplication_key:checkout-*',
    'shadow:false',
  ])('match %j', (query) => {
    expect(matches(query)).toBe(true);
  });

  it.each([
    'orders-since-midnight',
    'title:down',
    'urgency:low',
    'team:other',
    'service:cart',
    'source:live_call',
    'shadow:true',
  ])('do not match %j', (query) => {
    expect(matches(query)).toBe(false);
  });

  it('that are absent match nothing but a negation', () => {
    const { team: _, deduplicationKey: __, ...bare } = FACTS;
    const facts = { ...bare, services: [], tags: [] };
    for (const field of ['team', 'service', 'tag', 'deduplication_key']) {
      expect(matches(`${field}:*`, facts)).toBe(false);
      expect(matches(`-${field}:*`, facts)).toBe(true);
    }
  });
});
