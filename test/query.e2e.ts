import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import {
  normalizeText,
  parseQuery,
  QueryError,
  queryToPredicate,
  queryToSql,
  foldCase,
  textVector,
  type FieldCatalog,
  type Query,
  type SqlFields,
} from '../src/platform/query/index.js';

const NOW = Temporal.Instant.from('2026-01-31T12:00:00.000001Z');

const FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  title: { kind: 'keyword' },
  tag: { kind: 'keywords' },
  service: { kind: 'keywords' },
  team: { kind: 'id' },
  user: { kind: 'ids', aliases: ['user.id'] },
  created_at: { kind: 'instant' },
  count: { kind: 'number' },
  is_shadow: { kind: 'boolean' },
};

const INDEXED: SqlFields = {
  text: { column: 'd.body', tsvector: 'd.words' },
  status: { column: 'd.status', holds: 'upper' },
  title: { column: 'd.title' },
  tag: { column: 'd.tag', holds: 'lower' },
  service: { column: 'd.service' },
  team: { column: 'd.team' },
  user: { column: 'd.users' },
  created_at: { column: 'd.created_at' },
  count: { column: 'd.count' },
  is_shadow: { column: 'd.is_shadow' },
};

/** The same documents, read without the vector and without any promise about case. */
const PLAIN: SqlFields = {
  ...INDEXED,
  text: { column: 'd.body' },
  status: { column: 'd.status' },
  tag: { column: 'd.tag' },
};

const KEYWORDS = [
  'Web',
  'web',
  'api/v2',
  'env:prod',
  '50%_off',
  'a_b',
  'axb',
  'a\\b',
  'say "hi"',
  "it's",
  '',
  ' ',
  'a b',
  'Ünï',
  'ÜNÏ',
  'u\u0308',
  'İ',
  'ΟΔΟΣ',
  '🔥x',
  'שלום',
  '*',
  '?',
  '{a,b}',
  'NULL',
  '(x)',
  '-x',
  '>x',
  '[x',
  'ſ',
  'K',
];
const WORDS = [
  'Payments',
  'payment',
  'PAY',
  'db',
  'down',
  'Crème',
  'creme',
  'ﬁx',
  '①',
  'ΟΔΟΣ',
  "don't",
  'prod-eu',
  '50%',
  'a_b',
  '\\',
  '"',
  '🔥',
  'שלום',
  'か',
  'が',
  'İstanbul',
  'null',
];
const STATUSES = ['TRIGGERED', 'ACKNOWLEDGED', 'IN_PROGRESS'];
const IDS = [1, 2, 3].map((n) => `0190163c-8b3c-7e2a-9f00-00000000000${n}`);
const NUMBERS = [-3.5, 0, 0.1, 1, 2, 1e21, 9007199254740991];
const INSTANTS = [
  '2026-01-31T12:00:00.000001Z',
  '2026-01-30T12:00:00.000001Z',
  '2026-01-30T12:00:00Z',
  '2026-01-31T00:00:00Z',
  '2026-01-30T23:59:59.999999Z',
  '2026-02-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
];
const MOMENTS = [
  ...INSTANTS,
  'now',
  'now-1d',
  'now+2h',
  '2026-01-31',
  '2026-01-30',
  '9999-12-31',
  '2026-01-31T01:00:00+01:00',
];

const keyword = fc.oneof(
  fc.constantFrom(...KEYWORDS),
  fc.string({ unit: fc.constantFrom('a', 'A', '%', '_', '\\', '"', '*', '?', 'Ü', 'é', 'ß', ' '), maxLength: 5 }),
);
/** So few texts that most queries meet one: what LIKE would read as its own. */
const special = fc.string({ unit: fc.constantFrom('a', '%', '_', '\\'), maxLength: 2 });
const phrase = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join(' '));
const absentOr = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });

const document = fc.record({
  text: absentOr(phrase),
  status: absentOr(fc.constantFrom(...STATUSES)),
  title: absentOr(special),
  tag: absentOr(fc.array(keyword.map(foldCase), { maxLength: 3 })),
  service: absentOr(fc.array(keyword, { maxLength: 3 })),
  team: absentOr(fc.constantFrom(...IDS)),
  users: absentOr(fc.array(fc.constantFrom(...IDS), { maxLength: 2 })),
  created_at: absentOr(fc.constantFrom(...INSTANTS)),
  count: absentOr(fc.constantFrom(...NUMBERS)),
  is_shadow: absentOr(fc.boolean()),
});
type Document = typeof document extends fc.Arbitrary<infer T> ? T : never;

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '\\$&');
const otherCase = (text: string): fc.Arbitrary<string> => fc.constantFrom(text, text.toUpperCase(), foldCase(text));

/** Some characters replaced by wildcards, the others taken as they are. */
const wildcarded = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(undefined, undefined, undefined, '*', '?', ''), { minLength: 1, maxLength: 8 })
    .map((marks) => Array.from(text, (each, index) => marks[index % marks.length] ?? bare(each)).join('') || '*');

const written = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  text
    .chain(otherCase)
    .chain((value) => fc.oneof(fc.constant(quoted(value)), fc.constant(bare(value) || '""'), wildcarded(value)));
const ordered = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    value,
    fc.tuple(fc.constantFrom('>', '>=', '<', '<='), value).map((pair) => pair.join('')),
    fc.tuple(fc.oneof(value, fc.constant('*')), value).map(([from, to]) => `[${from} TO ${to}]`),
  );

const VALUES: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  ['status', written(fc.constantFrom(...STATUSES, 'TRİGGERED', 'ſ'))],
  ['title', written(special)],
  ['@tag', written(keyword)],
  ['service', written(keyword)],
  ['team', fc.constantFrom(...IDS)],
  ['user.id', fc.constantFrom(...IDS, ...IDS.map((id) => id.toUpperCase()))],
  ['created_at', ordered(fc.constantFrom(...MOMENTS))],
  ['count', ordered(fc.constantFrom(...NUMBERS.map(String), '1.0', '-0'))],
  ['is_shadow', fc.constantFrom('true', 'FALSE')],
];

/** Terms and connectives around them, at most three deep. */
function combined(term: fc.Arbitrary<string>, depth = 3): fc.Arbitrary<string> {
  if (depth === 0) return term;
  const inner = combined(term, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: term },
    { weight: 1, arbitrary: inner.map((each) => `-(${each})`) },
    { weight: 1, arbitrary: inner.map((each) => `NOT (${each})`) },
    {
      weight: 2,
      arbitrary: fc.tuple(inner, fc.constantFrom(' ', ' AND ', ' OR '), inner).map((all) => `(${all.join('')})`),
    },
  );
}

const fieldTerm = fc.oneof(
  ...VALUES.map(([name, value]) =>
    fc.oneof(
      { weight: 4, arbitrary: value.map((each) => `${name}:${each}`) },
      { weight: 1, arbitrary: fc.constant(`${name}:*`) },
      { weight: 1, arbitrary: combined(value, 2).map((each) => `${name}:(${each})`) },
    ),
  ),
);
const freeText = fc.oneof(
  fc.constantFrom(...WORDS).chain(wildcarded),
  fc.constantFrom(...WORDS).map(bare),
  phrase.map(quoted),
);
const query = combined(fc.oneof({ weight: 3, arbitrary: fieldTerm }, { weight: 2, arbitrary: freeText }));

const noise = fc
  .array(
    fc.constantFrom(
      '(',
      ')',
      '"',
      '-',
      ' ',
      ' ',
      ':',
      '*',
      '?',
      '\\',
      '[',
      ']',
      ' TO ',
      'NOT ',
      ' OR ',
      ' AND ',
      '>',
      '=',
      'title:',
      'tag:',
      'created_at:',
      'count:',
      'a',
      'Web',
      'now',
      '1',
      '%',
      '_',
      "'",
      '🔥',
      'é',
      '\ud83d',
      '$1',
      '2026-01-31',
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));

describe('query language', () => {
  let client: pg.Client;

  beforeAll(async () => {
    const { host, port, superuser, password } = JSON.parse(process.env.TEST_POSTGRES ?? '{}') as Record<string, string>;
    client = new pg.Client({ host, port: Number(port), user: superuser, password, database: 'postgres' });
    await client.connect();
    await client.query(`create temporary table documents (number integer, body text, words tsvector, status text,
      title text, tag text[], service text[], team uuid, users uuid[], created_at timestamptz,
      count double precision, is_shadow boolean)`);
  });

  afterAll(() => client.end());

  async function store(documents: readonly Document[]): Promise<void> {
    await client.query('truncate documents');
    const rows = documents.map(({ text, ...rest }, number) => ({
      ...rest,
      number,
      body: text === null ? null : normalizeText(text),
    }));
    await client.query(
      `insert into documents select r.number, r.body, ${textVector('r.body')}, r.status, r.title, r.tag, r.service, r.team,
         r.users, r.created_at, r.count, r.is_shadow
       from jsonb_to_recordset($1::jsonb) as r (number integer, body text, status text, title text, tag text[],
         service text[], team uuid, users uuid[], created_at timestamptz, count double precision, is_shadow boolean)`,
      [JSON.stringify(rows)],
    );
  }

  async function selectedBySql(tree: Query, fields: SqlFields): Promise<readonly number[]> {
    const params: unknown[] = [];
    const where = queryToSql(tree, fields, params, NOW);
    const answer = await client.query<{ number: number }>(
      `select d.number from documents d where ${where} order by d.number`,
      params,
    );
    return answer.rows.map((row) => row.number);
  }

  function selectedByPredicate(tree: Query, documents: readonly Document[]): readonly number[] {
    const matches = queryToPredicate(tree, NOW);
    return [...documents.keys()].filter((number) => {
      const each = documents[number];
      if (each === undefined) return false;
      const { text, users, created_at, ...rest } = each;
      const present = Object.entries({ ...rest, user: users }).filter(([, value]) => value !== null);
      return matches({
        ...(Object.fromEntries(present) as Record<string, string>),
        ...(text === null ? {} : { text }),
        ...(created_at === null ? {} : { created_at: Temporal.Instant.from(created_at) }),
      });
    });
  }

  async function expectAgreement(tree: Query, documents: readonly Document[]): Promise<number> {
    const expected = selectedByPredicate(tree, documents);
    expect(await selectedBySql(tree, INDEXED)).toEqual(expected);
    expect(await selectedBySql(tree, PLAIN)).toEqual(expected);
    return expected.length;
  }

  const documents = fc.array(document, { minLength: 6, maxLength: 10 });

  it('selects the same documents in SQL and by the predicate', async () => {
    let selected = 0;
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(documents, fc.array(query, { minLength: 8, maxLength: 8 }), async (some, queries) => {
        await store(some);
        for (const text of queries) {
          const tree = parsed(text);
          if (tree === undefined) continue;
          seen += some.length;
          selected += await expectAgreement(tree, some);
        }
      }),
      { numRuns: 150 },
    );
    // The property says nothing if the queries select nothing, or everything, or are refused.
    expect(seen).toBeGreaterThan(4000);
    expect(selected / seen).toBeGreaterThan(0.15);
    expect(selected / seen).toBeLessThan(0.85);
  }, 120_000);

  it('reads or refuses any text, and what it reads selects the same documents', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(documents, fc.array(noise, { minLength: 20, maxLength: 20 }), async (some, queries) => {
        await store(some);
        for (const text of queries) {
          const tree = parsed(text);
          if (tree === undefined) continue;
          read += 1;
          await expectAgreement(tree, some);
        }
      }),
      { numRuns: 100 },
    );
    expect(read).toBeGreaterThan(50);
  }, 120_000);

  it('runs the largest terms it accepts', async () => {
    const longest = [
      'a'.repeat(4096),
      `${'𐐀'.repeat(499)}*`,
      '𐐀'.repeat(2048).slice(0, 1000),
      `${'*a'.repeat(9)}${'b'.repeat(900)}*`,
      `title:${'*a'.repeat(10)}b`,
      `title:${'x'.repeat(4000)}`,
      'a '.repeat(100),
      `${'('.repeat(20)}a${')'.repeat(20)}`,
      `"${'\ufdfa'.repeat(50)}"`,
    ];
    const some = [
      { ...fc.sample(document, 1)[0], title: 'a'.repeat(5000), text: `${'𐐀'.repeat(600)} ${'a'.repeat(9000)}` },
    ] as Document[];
    await store(some);
    for (const text of longest) await expectAgreement(parseQuery(text, FIELDS), some);
  });

  function parsed(text: string): Query | undefined {
    try {
      return parseQuery(text, FIELDS);
    } catch (error) {
      if (error instanceof QueryError) return undefined;
      throw error;
    }
  }
});
