import { describe, expect, it } from '@jest/globals';
import type { FieldCatalog } from './field-catalog.js';
import { parseQuery } from './parse-query.js';
import { queryToPredicate, type QueryDocument } from './predicate.js';

const NOW = Temporal.Instant.from('2026-01-31T12:00:00Z');

const FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  service: { kind: 'keywords' },
  user: { kind: 'ids' },
  created_at: { kind: 'instant' },
  count: { kind: 'number' },
  is_shadow: { kind: 'boolean' },
};

const PAGE: QueryDocument = {
  text: 'Payments: DB déjà down (prod-eu)',
  status: 'TRIGGERED',
  service: ['Web', 'api/v2', '50%_off'],
  user: ['0190163C-8b3c-7e2a-9f00-00000000000a'],
  created_at: Temporal.Instant.from('2026-01-31T11:50:00Z'),
  count: 3,
  is_shadow: false,
};

describe('queryToPredicate', () => {
  it.each([
    '',
    'status:triggered',
    'status:trig*',
    'status:?riggere?',
    'service:WEB service:api/v2',
    'service:(x OR web)',
    'service:50%_off',
    'service:*%*',
    'user:0190163c-8b3c-7e2a-9f00-00000000000A',
    'created_at:>now-15m',
    'created_at:2026-01-31',
    'created_at:[2026-01-31 TO 2026-01-31]',
    'created_at:<=2026-01-31T11:50:00Z',
    'count:3 count:>2 count:<=3 count:[* TO *]',
    'is_shadow:false',
    'db',
    'deja',
    'pay*',
    '*ment*',
    'p?yments',
    '"db deja"',
    'prod-eu',
    'prod-e*',
    'down * eu',
    '-status:resolved',
    '-missing_word',
    'status:* service:*',
  ])('selects by %s', (query) => {
    expect(queryToPredicate(parseQuery(query, FIELDS), NOW)(PAGE)).toBe(true);
  });

  it.each([
    'status:trigger',
    'status:rigg*',
    'service:we',
    'service:50_%off',
    'created_at:>now-10m',
    'created_at:2026-01-30',
    'created_at:<2026-01-31T11:50:00Z',
    'count:>3',
    'is_shadow:true',
    'd',
    'ayments*',
    '"deja db"',
    '"b deja"',
    'db*down',
    '-db',
  ])('leaves out by %s', (query) => {
    expect(queryToPredicate(parseQuery(query, FIELDS), NOW)(PAGE)).toBe(false);
  });

  it.each([
    'status:x',
    'status:*',
    'service:*',
    'user:*',
    'created_at:>0001-01-01',
    'count:[* TO *]',
    'is_shadow:false',
    'db',
  ])('does not match what is missing, and its negation does: %s', (query) => {
    const matches = queryToPredicate(parseQuery(query, FIELDS), NOW);
    const negated = queryToPredicate(parseQuery(`-${query}`, FIELDS), NOW);
    for (const document of [{}, { service: [], user: [], text: '' }]) {
      expect([matches(document), negated(document)]).toEqual([false, true]);
    }
  });

  it('needs no more than a moment for the worst pattern on a long text', () => {
    const matches = queryToPredicate(parseQuery(`status:${'*a'.repeat(10)}b`, FIELDS), NOW);
    const start = performance.now();
    expect(matches({ status: 'a'.repeat(20_000) })).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
