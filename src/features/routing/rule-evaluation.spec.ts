import { describe, expect, it } from '@jest/globals';
import type { PageFacts } from './page-facts.js';
import { firstMatch, matchedBy } from './rule-evaluation.js';
import { RulePredicates } from './rule-predicates.js';
import { ruleDocument } from './rule-query.js';
import type { RuleTerms } from './routing-rule.js';
import { urgencyOf } from './urgency.js';

const facts: PageFacts = {
  title: 'Checkout is down',
  description: 'Every card payment fails with a time-out.',
  urgency: 'high',
  priority: 'P2',
  services: ['checkout', 'payments/card'],
  tags: ['env:prod', 'region:eu-west', 'alert_status:warn', 'source:prometheus', 'urgent'],
  source: 'api',
  deduplicationKey: 'checkout-5xx',
  isShadow: false,
};
const team = { id: '00000000-0000-0000-0000-00000000000a', handle: 'payments' };
const document = ruleDocument(facts, team);
const NOON = Temporal.Instant.from('2026-06-10T12:00:00Z'); // a Wednesday
const mornings = {
  timeZone: 'UTC',
  restrictions: [{ startDay: 'wednesday', startTime: '06:00:00', endDay: 'wednesday', endTime: '12:00:00' }],
} as const;

type Terms = Pick<RuleTerms, 'query' | 'timeRestriction'>;
const taken = (rules: Terms[], at = NOON) => firstMatch(rules, document, at, new RulePredicates())?.position;

describe('firstMatch', () => {
  it.each([
    'tag:env:prod',
    'tags.env:prod',
    'tags.region:eu*',
    'tags.env:*',
    'tag:urgent',
    'service:checkout',
    'services:payments/*',
    'urgency:high',
    'priority:P2',
    'priority:(1 OR 2)',
    'title:"checkout is down"',
    'title:*down',
    '"is down"',
    'card',
    'source:api',
    'source:prometheus',
    'alert_status:(error OR warn)',
    'team:payments',
    'target:00000000-0000-0000-0000-00000000000A',
    'deduplication_key:checkout-*',
    'shadow:false',
    'tag:env:prod -service:legacy (down OR slow)',
  ])('takes a rule by %s', (query) => {
    expect(taken([{ query: `-(${query})` }, { query }, { query: '' }])).toBe(1);
  });

  it('tries the rules from top to bottom and ends at the fallback', () => {
    const rules = [{ query: 'service:checkout' }, { query: 'tag:env:prod' }, { query: '' }];
    expect(taken(rules)).toBe(0);
    expect(taken(rules.slice(1))).toBe(0);
    expect(taken([{ query: 'service:other' }, { query: 'tag:env:dev' }, { query: '' }])).toBe(2);
    expect(taken([])).toBeUndefined();
  });

  it.each([
    ['2026-06-10T05:59:59Z', 1],
    ['2026-06-10T06:00:00Z', 0],
    ['2026-06-10T11:59:59Z', 0],
    ['2026-06-10T12:00:00Z', 1],
    ['2026-06-11T07:00:00Z', 1],
  ])('takes a rule with hours at %s only while they are open', (at, position) => {
    const rules = [{ query: 'service:checkout', timeRestriction: mornings }, { query: '' }];
    expect(taken(rules, Temporal.Instant.from(at))).toBe(position);
  });

  it('passes over a stored query that cannot be read', () => {
    expect(taken([{ query: 'colour:red' }, { query: '' }])).toBe(1);
  });
});

describe('matchedBy', () => {
  it('names what the rule asks for', () => {
    expect(matchedBy({ query: 'a', timeRestriction: mornings })).toBe('query');
    expect(matchedBy({ query: '', timeRestriction: mornings })).toBe('time');
    expect(matchedBy({ query: '' })).toBe('fallback');
  });
});

describe('RulePredicates', () => {
  it('compiles a text once, and forgets the least recently used when the texts are too long together', () => {
    const predicates = new RulePredicates();
    const long = (letter: string) => `title:${letter.repeat(3000)}`;
    const first = predicates.of('service:a');
    expect(predicates.of('service:a')).toBe(first);
    for (let n = 0; n < 800; n += 1) {
      predicates.of(long(String.fromCharCode(0x4e00 + n)));
      if (n < 100) expect(predicates.of('service:a')).toBe(first);
    }
    expect(predicates.of('service:a')).not.toBe(first);
  });
});

describe('urgencyOf', () => {
  it.each([
    ['low', [], 'low'],
    ['high', ['alert_status:warn'], 'high'],
    [undefined, ['alert_status:warn'], undefined],
    ['dynamic', ['alert_status:warn'], 'low'],
    ['dynamic', ['Alert_Status:WARN'], 'low'],
    ['dynamic', ['alert_status:error'], 'high'],
    ['dynamic', ['alert_status:alert'], 'high'],
    ['dynamic', ['alert_status:warn', 'alert_status:error'], 'high'],
    ['dynamic', [], 'high'],
  ] as const)('makes of %s with %j: %s', (urgency, tags, expected) => {
    expect(urgencyOf(urgency, { ...facts, tags })).toBe(expected);
  });
});
