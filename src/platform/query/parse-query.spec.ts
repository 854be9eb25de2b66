import { describe, expect, it } from '@jest/globals';
import type { FieldCatalog } from './field-catalog.js';
import { parseQuery } from './parse-query.js';
import { QueryError } from './query-error.js';

const UUID = '0190163c-8B3c-7e2a-9f00-00000000000a';

const FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  service: { kind: 'keywords', aliases: ['services'], keyed: ['services'] },
  user: { kind: 'ids', aliases: ['user.id'] },
  created_at: { kind: 'instant' },
  count: { kind: 'number' },
  is_shadow: { kind: 'boolean' },
};

const status = (...values: string[]) => ({ type: 'keyword', field: 'status', many: false, values });
const service = (...values: string[]) => ({ type: 'keyword', field: 'service', many: true, values });
const text = (...words: string[]) => ({ type: 'text', tokens: words.map((word) => [word]) });
const not = (of: unknown) => ({ type: 'not', of });
const and = (...of: unknown[]) => ({ type: 'and', of });
const or = (...of: unknown[]) => ({ type: 'or', of });
const fixed = (instant: string) => ({ type: 'fixed', instant: Temporal.Instant.from(instant) });
const created = (range: unknown) => ({ type: 'instant', field: 'created_at', range });
const at = (value: unknown) => ({ value, inclusive: true });
const beyond = (value: unknown) => ({ value, inclusive: false });
const DAY = fixed('2026-01-31T00:00:00Z');
const NEXT_DAY = fixed('2026-02-01T00:00:00Z');

function failure(query: string): QueryError {
  try {
    parseQuery(query, FIELDS);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`no error for ${query}`);
}

describe('parseQuery', () => {
  it.each<[string, unknown]>([
    ['', { type: 'all' }],
    [' \t\n', { type: 'all' }],
    ['*', { type: 'all' }],
    ['status:Triggered', status('triggered')],
    ['@status:triggered', status('triggered')],
    ['services:web', service('web')],
    ['service:env:prod', service('env:prod')],
    ['service:a/b', service('a/b')],
    ['service:"A b"', service('a b')],
    ['services.Env:Prod', service('env:prod')],
    ['services.env.name:(a OR b)', service('env.name:a', 'env.name:b')],
    ['services.env:*', { type: 'pattern', field: 'service', many: true, pattern: ['env:', { wildcard: '*' }] }],
    ['services.env:pr*', { type: 'pattern', field: 'service', many: true, pattern: ['env:pr', { wildcard: '*' }] }],
    ['service:""', service('')],
    ['service:a\\ b\\*', service('a b*')],
    ['service:"say \\"hi\\" \\\\ *"', service('say "hi" \\ *')],
    ['service:-x', service('-x')],
    ['service:🔥', service('🔥')],
    ['service:שלום', service('שלום')],
    ['service:OR', service('or')],
    ['status:a service:b', and(status('a'), service('b'))],
    ['status:a AND service:b', and(status('a'), service('b'))],
    ['status:a OR service:b db', or(status('a'), and(service('b'), text('db')))],
    ['(status:a OR service:b) db', and(or(status('a'), service('b')), text('db'))],
    ['-status:a', not(status('a'))],
    ['NOT status:a', not(status('a'))],
    ['NOT(status:a)', not(status('a'))],
    ['--db', not(not(text('db')))],
    ['-(a OR b)', not(or(text('a'), text('b')))],
    ['status:(a OR B)', status('a', 'b')],
    ['status:a OR status:b OR status:a', status('a', 'b')],
    ['service:(a -b)', and(service('a'), not(service('b')))],
    ['service:(a AND (b OR NOT c))', and(service('a'), or(service('b'), not(service('c'))))],
    ['status:*', { type: 'present', field: 'status', many: false }],
    ['service:*', { type: 'present', field: 'service', many: true }],
    [
      'status:Tr?g**',
      {
        type: 'pattern',
        field: 'status',
        many: false,
        pattern: ['tr', { wildcard: '?' }, 'g', { wildcard: '*' }, { wildcard: '*' }],
      },
    ],
    [`user.id:(${UUID} OR ${UUID})`, { type: 'id', field: 'user', many: true, values: [UUID.toLowerCase()] }],
    ['is_shadow:TRUE', { type: 'boolean', field: 'is_shadow', value: true }],
    ['count:-3.5', { type: 'number', field: 'count', range: { from: at(-3.5), to: at(-3.5) } }],
    ['count:>=1e3', { type: 'number', field: 'count', range: { from: at(1000) } }],
    ['count:[1 TO *]', { type: 'number', field: 'count', range: { from: at(1) } }],
    [
      'count:(>1 AND <"4")',
      and(
        { type: 'number', field: 'count', range: { from: beyond(1) } },
        { type: 'number', field: 'count', range: { to: beyond(4) } },
      ),
    ],
    ['created_at:>=2026-01-01T00:00:00Z', created({ from: at(fixed('2026-01-01T00:00:00Z')) })],
    ['created_at:<2026-01-01T02:00:00.1234567+02:00', created({ to: beyond(fixed('2026-01-01T00:00:00.123456Z')) })],
    ['created_at:2026-01-31', created({ from: at(DAY), to: beyond(NEXT_DAY) })],
    ['created_at:>2026-01-31', created({ from: at(NEXT_DAY) })],
    ['created_at:<=2026-01-31', created({ to: beyond(NEXT_DAY) })],
    ['created_at:<2026-01-31', created({ to: beyond(DAY) })],
    ['created_at:[2026-01-31 TO now]', created({ from: at(DAY), to: at({ type: 'relative', seconds: 0 }) })],
    ['created_at:>now-15m', created({ from: beyond({ type: 'relative', seconds: -900 }) })],
    ['created_at:<NOW+2w', created({ to: beyond({ type: 'relative', seconds: 1_209_600 }) })],
    ['Db "Connection Ünique-lost!"', and(text('db'), text('connection', 'unique', 'lost'))],
    ["don't", text('don', 't')],
    ['10:30', text('10', '30')],
    ['foo-B*', { type: 'text', tokens: [['foo'], ['b', { wildcard: '*' }]] }],
    ['*pay*', { type: 'text', tokens: [[{ wildcard: '*' }, 'pay', { wildcard: '*' }]] }],
    ['"pay*"', text('pay')],
    ['or and not', and(text('or'), text('and'), text('not'))],
  ])('reads %j', (query, expected) => {
    expect(parseQuery(query, FIELDS)).toEqual(expected);
  });

  it.each<[string, string, number]>([
    [
      'stauts:x',
      'unknown field "stauts" at position 0; known fields: status, service, user, created_at, count, is_shadow',
      0,
    ],
    ['a __proto__:x', 'unknown field "__proto__" at position 2', 2],
    ['constructor:x', 'unknown field "constructor" at position 0', 0],
    ['toString:x', 'unknown field "toString" at position 0', 0],
    ['a:b:c', 'unknown field "a" at position 0', 0],
    ['status:', 'expected a value after "status:" at position 7', 7],
    ['status: a', 'expected a value after "status:" at position 7', 7],
    ['(db -status:)', 'expected a value after "-status:" at position 12', 12],
    ['created_at:>', 'expected a value after "created_at:>" at position 12', 12],
    ['((((', 'expected a term after "(" at position 4', 4],
    ['()', 'expected a term after "(" at position 1', 1],
    ['(db', 'expected ")" at position 3', 3],
    ['db)', '")" closes nothing at position 2', 2],
    ['status:(a', 'expected ")" at position 9', 9],
    ['-', 'expected a term right after the negation at position 1', 1],
    ['- db', 'expected a term right after the negation at position 1', 1],
    ['NOT', 'expected a term right after the negation at position 3', 3],
    ['db OR', 'expected a term after "OR" at position 5', 5],
    ['db AND ', 'expected a term after "AND" at position 7', 7],
    ['OR db', '"OR" needs a term on either side', 0],
    ['db "open', 'the quote is never closed: it opens at position 3', 3],
    ['db"x"', 'expected a space or a "\\" before the quote at position 2', 2],
    ['"x"db', 'expected a space after the closing quote at position 3', 3],
    ['db\\', '"\\" escapes nothing at position 2', 2],
    ['created_at:[2026 TO', 'expected a range such as [2026-01-01 TO 2026-02-01] at position 11', 11],
    ['created_at:abc', '"created_at" must be a time such as 2026-01-31', 11],
    ['created_at:>abc', '"created_at" must be a time such as 2026-01-31', 12],
    ['created_at:2026', '"created_at" must be a time such as', 11],
    ['created_at:2026-02-30', '"created_at" must be a day that exists at position 11', 11],
    ['created_at:2026-01-01T25:00:00Z', '"created_at" must be a time that exists at position 11', 11],
    ['created_at:2026-01-01T10:00:00', '"created_at" must have a time zone', 11],
    ['created_at:99999-01-01', '"created_at" must have a year from 0001 to 9999 at position 11', 11],
    ['created_at:0000-01-01', '"created_at" must have a year from 0001 to 9999 at position 11', 11],
    ['created_at:>now-15y', '"created_at" must be written like now, now-15m', 12],
    ['created_at:>now-9999999999w', '"created_at" must be within 100 years of now', 12],
    ['created_at:2026-*', '"created_at" takes no wildcard inside a value', 11],
    ['count:abc', '"count" must be a number such as 12 or -3.5 at position 6', 6],
    ['count:0x10', '"count" must be a number', 6],
    ['count:1e999', '"count" must be a number', 6],
    ['count:[1 TO x]', '"count" must be a number such as 12 or -3.5 at position 12', 12],
    ['is_shadow:1', '"is_shadow" must be true or false at position 10', 10],
    ['user:abc', '"user" must be a UUID at position 5', 5],
    ['status:>a', '"status" has no order to compare by at position 8', 8],
    ['status:[a TO b]', '"status" has no order to compare by at position 7', 7],
    ['db 🔥', 'no letter or number to search for at position 3', 3],
    ['""', 'no letter or number to search for at position 0', 0],
    ['db \0', 'the query has a NUL character at position 3', 3],
    ['db \ud800', 'the query has half of a surrogate pair at position 3', 3],
    ['a'.repeat(4097), 'the query is longer than 4096 characters', 4096],
    ['('.repeat(4096), 'the query is nested deeper than 20 levels at position 20', 20],
    ['-'.repeat(4096), 'the query is nested deeper than 20 levels at position 20', 20],
    ['NOT '.repeat(1024), 'the query is nested deeper than 20 levels at position 80', 80],
    ['a '.repeat(101), 'the query has more than 100 terms at position 200', 200],
    ['a* '.repeat(11), 'the query has more than 10 wildcards at position 30', 30],
    ['\ufdfa'.repeat(60), 'the text at position 0 is longer than 1000 letters', 0],
  ])('refuses %j and points at the place', (query, detail, position) => {
    const error = failure(query);
    expect(error.detail.slice(0, detail.length)).toBe(detail);
    expect(error).toMatchObject({ position, code: 'invalid_query', message: error.detail });
  });

  it('names the place in the request when it is told', () => {
    const read = () => parseQuery('status:', FIELDS, { in: 'query', field: 'filter' });
    const rule = 'expected a value after "status:" at position 7';
    expect(read).toThrow(expect.objectContaining({ violations: [{ in: 'query', field: 'filter', rule }] }));
  });

  it.each([
    ['20 levels', '('.repeat(20) + 'a' + ')'.repeat(20)],
    ['100 terms', 'a '.repeat(100)],
    ['10 wildcards', 'a* '.repeat(10)],
    ['any number of presence tests', 'status:* '.repeat(100)],
  ])('accepts %s', (_, query) => {
    expect(() => parseQuery(query, FIELDS)).not.toThrow();
  });

  it.each([
    ['(a OR '.repeat(682)],
    ['status:('.repeat(512)],
    ['a OR b '.repeat(585)],
    ['a'.repeat(4096)],
    ['a.'.repeat(2048)],
    [' '.repeat(4096)],
    [`${'('.repeat(19)}a${' '.repeat(4000)}`],
    ['"'.repeat(4096)],
    ['\\'.repeat(4096)],
    ['*?'.repeat(2048)],
    ['created_at:['.repeat(341)],
    ['[a TO '.repeat(682)],
  ])('answers within 50 ms: %.20s…', (query) => {
    const start = performance.now();
    try {
      parseQuery(query, FIELDS);
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
    }
    expect(performance.now() - start).toBeLessThan(50);
  });
});

describe('parseQuery, of a field whose values are known', () => {
  const fields = { status: { kind: 'keyword', values: ['OPEN', 'CLOSED'], aliases: ['state'] } } as const;

  it.each(['status:open', 'state:Closed', 'status:o*', 'status:(open OR closed)'])('takes %s', (text) => {
    expect(() => parseQuery(text, fields)).not.toThrow();
  });

  it('refuses another value and names those it can be', () => {
    expect(() => parseQuery('state:(open OR opne)', fields)).toThrow(
      '"status" at position 15 must be one of OPEN, CLOSED',
    );
  });
});
