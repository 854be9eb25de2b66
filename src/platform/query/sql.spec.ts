import { describe, expect, it } from '@jest/globals';
import type { FieldCatalog } from './field-catalog.js';
import { parseQuery } from './parse-query.js';
import { queryToSql, type SqlFields } from './sql.js';

const NOW = Temporal.Instant.from('2026-01-31T12:00:00.123456789Z');

const FIELDS: FieldCatalog = {
  status: { kind: 'keyword' },
  title: { kind: 'keyword' },
  tag: { kind: 'keywords' },
  service: { kind: 'keywords' },
  team: { kind: 'id' },
  user: { kind: 'ids' },
  created_at: { kind: 'instant' },
  count: { kind: 'number' },
  is_shadow: { kind: 'boolean' },
};

const COLUMNS: SqlFields = {
  text: { column: 's.search_text', tsvector: 's.words' },
  status: { column: 's.status', holds: 'upper' },
  title: { column: 's.title' },
  tag: { column: 's.tags', holds: 'lower' },
  service: { column: 's.services' },
  team: { column: 's.team_id' },
  user: { column: 's.user_ids' },
  created_at: { column: 's.created_at' },
  count: { column: 's.count' },
  is_shadow: { column: 's.is_shadow' },
};

const UUID = '0190163c-8b3c-7e2a-9f00-00000000000a';
const FOLDED_TITLE = 'lower(s.title collate "pg_c_utf8")';
const FOLDED_ENTRY = 'lower(entry.value collate "pg_c_utf8")';

describe('queryToSql', () => {
  it.each<[string, string, unknown[]]>([
    ['', 'true', []],
    ['status:Triggered', '(s.status = $2::text)', ['TRIGGERED']],
    ['status:(a OR b)', '(s.status = any($2::text[]))', [['A', 'B']]],
    ['title:A_b', `(${FOLDED_TITLE} = $2::text)`, ['a_b']],
    ['title:50%_\\\\*', `(${FOLDED_TITLE} like $2::text)`, ['50\\%\\_\\\\%']],
    ['tag:Env:Prod', '(s.tags && $2::text[])', [['env:prod']]],
    [
      'service:web',
      `(exists (select 1 from unnest(s.services) as entry(value) where (${FOLDED_ENTRY} = $2::text)))`,
      ['web'],
    ],
    [`team:${UUID}`, '(s.team_id = $2::uuid)', [UUID]],
    [`user:${UUID}`, '(s.user_ids && $2::uuid[])', [[UUID]]],
    ['user:*', '(cardinality(s.user_ids) > 0)', []],
    ['team:*', '(s.team_id is not null)', []],
    ['-is_shadow:false', '((not s.is_shadow) is not true)', []],
    ['is_shadow:true', '(s.is_shadow)', []],
    ['count:[1 TO 2.5]', '(s.count >= $2::bigint and s.count <= $3::numeric)', ['1', '2.5']],
    ['created_at:>now-1d', '(s.created_at > $2::timestamptz)', ['2026-01-30T12:00:00.123456Z']],
    ['db', '(s.words @@ $2::tsquery)', ["'db'"]],
    ['Pay*', '(s.words @@ $2::tsquery)', ["'pay':*"]],
    [
      '"db down"',
      "(s.words @@ $2::tsquery and ' ' || s.search_text || ' ' like $3::text)",
      ["'db' & 'down'", '% db down %'],
    ],
    ['*pay*', '(s.search_text ~ $2::text)', ['(?:^| )[^ ]*pay[^ ]*(?: |$)']],
    [
      'status:a (db OR -tag:b)',
      '((s.status = $2::text) and ((s.words @@ $3::tsquery) or ((s.tags && $4::text[]) is not true)))',
      ['A', "'db'", ['b']],
    ],
  ])('translates %s', (query, sql, values) => {
    const params: unknown[] = ['org'];
    expect(queryToSql(parseQuery(query, FIELDS), COLUMNS, params, NOW)).toBe(sql);
    expect(params).toEqual(['org', ...values]);
  });

  it('reads the text itself where there is no vector', () => {
    const params: unknown[] = [];
    const sql = queryToSql(parseQuery('db', FIELDS), { ...COLUMNS, text: { column: 't.words' } }, params, NOW);
    expect(sql).toBe("(t.words like $1::text and ' ' || t.words || ' ' like $2::text)");
    expect(params).toEqual(['%db%', '% db %']);
  });

  it('names a field of the catalogue that has no column', () => {
    const translate = () => queryToSql(parseQuery('team:*', FIELDS), { text: { column: 't' } }, [], NOW);
    expect(translate).toThrow('field "team" of the catalogue has no column');
  });
});
