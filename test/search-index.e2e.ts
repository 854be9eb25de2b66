import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PostgresSearchIndex, SEARCH_FIELDS, SearchIndex, searchStatement } from '../src/features/search/index.js';
import type { SearchDocument } from '../src/features/search/index.js';
import type { OrgId } from '../src/kernel/index.js';
import { UnitOfWork } from '../src/platform/database/index.js';
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
