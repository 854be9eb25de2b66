import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PostgresSearchIndex, SEARCH_FIELDS, SearchIndex, searchStatement } from '../src/features/search/index.js';
import type { SearchDocument } from '../src/features/search/index.js';
import type { OrgId } from '../src/kernel/index.js';
import { EngineUnitOfWork, UnitOfWork } from '../src/platform/database/index.js';
import { Metrics } from '../src/platform/metrics/index.js';
import { parseQuery } from '../src/platform/query/index.js';
import { startHarness, type Harness } from './support/harness.js';
import { describeSearchIndex } from './support/search-index.contract.js';

async function insertOrganization(harness: Harness): Promise<OrgId> {
  const orgId = randomUUID() as OrgId;
  await harness.database.query('insert into organizations values ($1, $2, clock_timestamp())', [orgId, orgId]);
  return orgId;
}

/** The cases that documents belong to; only their key matters to search. */
async function insertCases(harness: Harness, documents: readonly SearchDocument[]): Promise<void> {
  const rows = documents.map(({ orgId, caseId }) => ({ org_id: orgId, id: caseId }));
  await harness.database.query(
    `insert into cases (org_id, id, number, key, title, description, status, priority, services, tags, attributes,
                        custom_attributes, additional_properties, responder_ids, is_shadow, occurrences, search_text,
                        version, created_at)
     select r.org_id, r.id, 1, r.id::text, '', '', 'TRIGGERED', 'P1', '{}', '{}', '{}', '{}', '{}', '{}', false, 1, '', 1,
            clock_timestamp()
       from jsonb_to_recordset($1::jsonb) as r(org_id uuid, id uuid)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

describeSearchIndex('PostgreSQL', async () => {
  const harness = await startHarness({ tenant: 'on-call', roles: 'api' });
  const index = harness.app.get(SearchIndex);
  expect(index).toBeInstanceOf(PostgresSearchIndex);
  return {
    index,
    newOrganization: () => insertOrganization(harness),
    prepare: (documents) => insertCases(harness, documents),
    stop: () => harness.stop(),
  };
});

describe('plans of PostgresSearchIndex', () => {
  const ROWS = 20_000;
  let harness: Harness;
  let orgId: OrgId;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', roles: 'api' });
    orgId = await insertOrganization(harness);
    await seed(harness, orgId, ROWS);
  }, 60_000);
  afterAll(() => harness.stop());

  /** The plan as the role of requests gets it: under row-level security. */
  async function planOf(query: string): Promise<string> {
    const { sql, parameters } = searchStatement({
      orgId,
      query: parseQuery(query, SEARCH_FIELDS),
      now: Temporal.Instant.from('2026-06-01T00:00:00Z'),
      sort: { field: 'created_at', ascending: false },
      size: 25,
    });
    const rows = await harness.app
      .get(UnitOfWork)
      .read(orgId, (tx) => tx.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, parameters));
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it.each([
    ['a rare word', 'rare4711', 'case_search_words'],
    ['a rare prefix', 'rare471*', 'case_search_words'],
    ['a rare phrase', '"page rare4711"', 'case_search_words'],
    ['the inside of a word', '*are4711*', 'case_search_text'],
    ['a rare tag', 'tag:host:h4711', 'case_search_tags'],
    ['two rare tags', 'tag:(host:h4711 OR host:h17)', 'case_search_tags'],
  ])('looks up %s in its index', async (_, query, index) => {
    expect(await planOf(`${query} -shadow:true`)).toMatch(new RegExp(`Bitmap Index Scan on ${index}\\b`));
  });

  it.each([
    ['everything', ''],
    ['a frequent word', 'checkout'],
    ['a frequent tag', 'tag:env:prod'],
    ['a frequent status', 'status:triggered'],
  ])('walks %s by creation, the newest first, and sorts nothing', async (_, query) => {
    const plan = await planOf(query);
    expect(plan).toMatch(/Index (Only )?Scan Backward using case_search_by_creation/);
    expect(plan).not.toMatch(/Sort/);
  });

  it('shows a request the rows of its organization only, without an organization none', async () => {
    const count = (as: OrgId) =>
      harness.app.get(UnitOfWork).read(as, (tx) => tx.query('select count(*) from case_search_of_organization'));
    expect(await count(orgId)).toEqual([{ count: ROWS }]);
    expect(await count(await insertOrganization(harness))).toEqual([{ count: 0 }]);
    const barred = harness.app.get(UnitOfWork).read(orgId, (tx) => tx.query('select 1 from case_search'));
    await expect(barred).rejects.toThrow('permission denied');
  });
});

describe('cases whose text is heavy to index', () => {
  const HEAVY = 120;
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', environment: { DATABASE_STATEMENT_TIMEOUT_MS: '1000' } });
  });
  afterAll(() => harness.stop());

  async function found(query: string): Promise<number> {
    const { ids } = await harness.app.get(SearchIndex, { strict: false }).search({
      orgId: harness.org.orgId as OrgId,
      query: parseQuery(query, SEARCH_FIELDS),
      now: Temporal.Instant.from('2026-06-01T00:00:00Z'),
      sort: { field: 'created_at', ascending: true },
      size: 100,
    });
    return ids.length;
  }

  it('do not stop the relay for the others', async () => {
    const heavy = await insertOrganization(harness);
    await insertChanged(harness, heavy, heavyText, HEAVY);
    await insertChanged(harness, harness.org.orgId as OrgId, `'light neighbour'`, 1);
    await harness.settle();
    const [row] = await harness.database.query<{ cases: number; letters: number; words: number }>(
      `select count(*)::int as cases, max(length(s.search_text)) as letters, min(length(s.words)) as words
         from case_search s where s.org_id = $1`,
      [heavy],
    );
    expect(row).toMatchObject({ cases: HEAVY, letters: 10_000 });
    expect(row?.words).toBeGreaterThan(3_000);
    expect(await found('neighbour')).toBe(1);
  }, 30_000);

  it('are indexed by their titles when the database refuses their text, and counted', async () => {
    const engine = harness.app.get(EngineUnitOfWork);
    const statement = engine.statement.bind(engine);
    const refusing = jest.spyOn(engine, 'statement').mockImplementation((sql, parameters) => {
      const refused = sql.includes('insert into case_search') && JSON.stringify(parameters).includes('unbearable');
      if (refused) throw Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
      return statement(sql, parameters);
    });
    try {
      await insertChanged(
        harness,
        harness.org.orgId as OrgId,
        `case when n = 3 then 'unbearable' else 'bearable' end`,
        7,
      );
      await harness.settle();
    } finally {
      refusing.mockRestore();
    }
    expect(await found('bearable')).toBe(6);
    expect(await found('unbearable')).toBe(0);
    expect(await found('titled')).toBe(1);
    const counted = await harness.app.get(Metrics).registry.getSingleMetric('casem_search_documents_cut_total')?.get();
    expect(counted?.values).toMatchObject([{ value: 1, labels: { kept: 'title' } }]);
  }, 30_000);
});

/** 25,000 words of two random CJK letters each. */
const heavyText = `(select string_agg(chr(19968 + (20000 * random())::integer) || chr(19968 + (20000 * random())::integer), ' ')
                      from generate_series(1, 25000) where n > 0)`;

/** Cases and the events that say so. `text` is SQL over their number `n`. */
async function insertChanged(harness: Harness, orgId: OrgId, text: string, count: number): Promise<void> {
  await harness.database.query(
    `with made as (
       insert into cases (org_id, id, number, key, title, description, status, priority, services, tags, attributes,
                          custom_attributes, additional_properties, responder_ids, is_shadow, occurrences, search_text,
                          version, created_at)
       select $1, gen_random_uuid(), nextval('page_numbers'), 'PAGE-' || currval('page_numbers'), 'Titled', '',
              'TRIGGERED', 'P1', '{}', '{}', '{}', '{}', '{}', '{}', false, 1, ${text}, 1, clock_timestamp()
         from generate_series(1, $2::integer) as n
       returning org_id, id, created_at
     )
     insert into outbox (org_id, event_id, type, case_id, case_version, actor_kind, actor_id, occurred_at, data)
     select m.org_id, gen_random_uuid(), 'page.triggered', m.id, 1, 'system', 'test', m.created_at, '{}' from made m`,
    [orgId, count],
  );
}

/**
 * Texts and tags as they are in life, a few of them everywhere and most of them rare: that is what the planner's
 * statistics tell words and tags apart by. Every row has one word and one tag of its own.
 */
async function seed(harness: Harness, orgId: OrgId, rows: number): Promise<void> {
  await harness.database.query(
    `insert into cases (org_id, id, number, key, title, description, status, priority, services, tags, attributes,
                        custom_attributes, additional_properties, responder_ids, is_shadow, occurrences, search_text,
                        version, created_at)
     select $1, gen_random_uuid(), n, 'PAGE-' || n, '', '', 'TRIGGERED', 'P1', '{}',
            array['env:prod', 'host:h' || n, 'pod:' || (2000 * random() ^ 3)::integer], '{}', '{}', '{}', '{}', false,
            1, 'checkout page rare' || n || words.text, 1, clock_timestamp() - n * interval '1 second'
       from generate_series(1, $2::integer) as n
      cross join lateral (select string_agg(' w' || (3000 * random() ^ 3)::integer, '') as text
                            from generate_series(1, 6) where n > 0) as words`,
    [orgId, rows],
  );
  await harness.database.query(
    `insert into case_search (org_id, case_id, version, status, priority, responder_ids, services, tags, title, key,
                              is_shadow, created_at, search_text, words)
     select c.org_id, c.id, c.version, c.status, c.priority, c.responder_ids, c.services, c.tags, c.title, c.key,
            c.is_shadow, c.created_at, c.search_text, array_to_tsvector(string_to_array(c.search_text, ' '))
       from cases c where c.org_id = $1`,
    [orgId],
  );
  await harness.database.query('vacuum analyze case_search');
}
