import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { normalizeText, parseQuery } from '../../src/platform/query/index.js';
import type { CaseId, Cursor, OrgId } from '../../src/kernel/index.js';
import {
  SEARCH_FIELDS,
  type FacetName,
  type SearchDocument,
  type SearchIndex,
  type SortField,
} from '../../src/features/search/index.js';

/** An adapter under test, on an index of its own. */
export interface SearchIndexSubject {
  readonly index: SearchIndex;
  /** A new organization, so that tests do not see each other's documents. */
  newOrganization(): Promise<OrgId>;
  /** Makes what documents stand for, where the adapter needs it. */
  prepare(documents: readonly SearchDocument[]): Promise<void>;
  stop(): Promise<void>;
}

const NOW = Temporal.Instant.from('2026-06-01T12:00:00Z');

/** What every SearchIndex must do; each adapter's test calls this. */
export function describeSearchIndex(name: string, start: () => Promise<SearchIndexSubject>): void {
  describe(`SearchIndex: ${name}`, () => {
    let subject: SearchIndexSubject;
    let orgId: OrgId;
    let made = 0;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.stop());
    beforeEach(async () => {
      orgId = await subject.newOrganization();
    });

    function document(over: Partial<SearchDocument> & { title?: string } = {}): SearchDocument {
      made += 1;
      const title = over.title ?? 'Untitled';
      return {
        orgId,
        caseId: randomUUID() as CaseId,
        version: 1,
        status: 'TRIGGERED',
        priority: 'NOT_DEFINED',
        urgency: 'high',
        projectId: null,
        teamId: null,
        policyId: null,
        assigneeId: null,
        responderIds: [],
        services: [],
        tags: [],
        title,
        key: `PAGE-${made}`,
        isShadow: false,
        createdAt: NOW.add({ seconds: made }),
        modifiedAt: null,
        closedAt: null,
        text: normalizeText(title),
        ...over,
      };
    }

    async function take(...documents: SearchDocument[]): Promise<void> {
      await subject.prepare(documents);
      await subject.index.upsert(documents);
    }

    function search(
      query: string,
      over: { orgId?: OrgId; sort?: SortField; ascending?: boolean; after?: Cursor; size?: number } = {},
    ) {
      const { sort = 'created_at', ascending = true, size = 100, ...rest } = over;
      return subject.index.search({
        orgId,
        query: parseQuery(query, SEARCH_FIELDS),
        now: NOW,
        sort: { field: sort, ascending },
        size,
        ...rest,
      });
    }

    async function found(query: string, over: Parameters<typeof search>[1] = {}): Promise<readonly string[]> {
      return (await search(query, over)).ids;
    }

    async function facets(query: string, limits: Partial<Record<FacetName, number>>, of = orgId) {
      const answer = await subject.index.facets({
        orgId: of,
        query: parseQuery(query, SEARCH_FIELDS),
        now: NOW,
        limits: new Map(Object.entries(limits) as [FacetName, number][]),
      });
      return Object.fromEntries(answer.values);
    }

    describe('upsert', () => {
      it('replaces a document by a newer version', async () => {
        const first = document({ title: 'old words' });
        await take(first);
        await take({ ...first, version: 2, text: 'new words', status: 'RESOLVED' });
        expect(await found('old')).toEqual([]);
        expect(await found('new status:resolved')).toEqual([first.caseId]);
      });

      it.each([1, 2])('drops version %i when it has version 2', async (version) => {
        const first = document({ version: 2, title: 'newest' });
        await take(first);
        await take({ ...first, version, text: 'stale' });
        expect(await found('stale')).toEqual([]);
        expect(await found('newest')).toEqual([first.caseId]);
      });

      it('keeps the newer of two versions in one batch, in either order', async () => {
        const one = document({ version: 3, title: 'kept' });
        const two = document({ version: 3, title: 'kept' });
        await take(one, { ...one, version: 2, text: 'stale' }, { ...two, version: 2, text: 'stale' }, two);
        expect(await found('stale')).toEqual([]);
        expect(await found('kept')).toEqual([one.caseId, two.caseId]);
      });

      it('takes an empty batch and a document without words', async () => {
        await take();
        const empty = document({ title: '' });
        await take(empty);
        expect(await found('')).toEqual([empty.caseId]);
      });
    });

    it('never mixes two organizations', async () => {
      const otherOrgId = await subject.newOrganization();
      const mine = document({ title: 'shared words', tags: ['shared'], services: ['web'] });
      const theirs = document({ orgId: otherOrgId, title: 'shared words', tags: ['shared'], services: ['web'] });
      await take(mine, theirs);
      for (const query of ['', 'shared', '"shared words"', 'tag:shared', 'service:w*', '-words OR words']) {
        expect(await found(query)).toEqual([mine.caseId]);
        expect(await found(query, { orgId: otherOrgId })).toEqual([theirs.caseId]);
      }
      const cursor = { value: NOW.toString(), id: randomUUID() };
      expect(await found('', { after: cursor })).toEqual([mine.caseId]);
      expect(await facets('', { tag: 5 })).toEqual({ tag: [{ value: 'shared', count: 1 }] });
      const third = await subject.newOrganization();
      expect(await facets('', { tag: 5, status: 5 }, third)).toEqual({ tag: [], status: [] });
    });

    describe('queries', () => {
      it('finds by words, phrases, prefixes, infixes and accents', async () => {
        const down = document({ title: 'Checkout is down: Café-Büro läuft nicht' });
        const up = document({ title: 'Down with the checkout' });
        await take(down, up);
        expect(await found('checkout')).toEqual([down.caseId, up.caseId]);
        expect(await found('DOWN checkout')).toEqual([down.caseId, up.caseId]);
        expect(await found('"checkout is down"')).toEqual([down.caseId]);
        expect(await found('"is checkout"')).toEqual([]);
        expect(await found('check*')).toEqual([down.caseId, up.caseId]);
        expect(await found('*eckou*')).toEqual([down.caseId, up.caseId]);
        expect(await found('*xyz*')).toEqual([]);
        expect(await found('cafe buro')).toEqual([down.caseId]);
        expect(await found('CAFÉ')).toEqual([down.caseId]);
        expect(await found('check')).toEqual([]);
        expect(await found('-cafe')).toEqual([up.caseId]);
      });

      it('filters by every field', async () => {
        const [team, policy, assignee, responder, project] = Array.from({ length: 5 }, () => randomUUID());
        const full = document({
          status: 'ACKNOWLEDGED',
          priority: 'P1',
          urgency: 'low',
          projectId: project ?? null,
          teamId: team ?? null,
          policyId: policy ?? null,
          assigneeId: assignee ?? null,
          responderIds: [responder ?? '', randomUUID()],
          services: ['web', 'größe'],
          tags: ['env:prod', 'a b'],
          key: 'CASE-7',
          isShadow: true,
          modifiedAt: NOW,
          closedAt: NOW,
        });
        await take(full, document());
        for (const query of [
          'status:acknowledged',
          'status:Ack*',
          'priority:p1',
          'urgency:LOW',
          `project:${project}`,
          `team:${team}`,
          `team:(${randomUUID()} OR ${team})`,
          `policy:${policy}`,
          `assignee:${assignee}`,
          `responder:${responder}`,
          'service:WEB',
          'service:GRÖSSE OR service:größe',
          'service:gr*',
          'tag:env:prod',
          'tag:Env:Prod',
          'tag:"a b"',
          'tag:env:*',
          'key:case-7',
          'shadow:true',
          'modified_at:*',
          'closed_at:[2026-06-01 TO 2026-06-01]',
          'team:*',
        ]) {
          expect([query, await found(query)]).toEqual([query, [full.caseId]]);
        }
        expect(await found('status:acknowledged -service:web')).toEqual([]);
        expect(await found(`team:${randomUUID()}`)).toEqual([]);
      });

      it('counts relative times from the time that is asked at', async () => {
        const old = document({ createdAt: NOW.subtract({ hours: 2 }) });
        const recent = document({ createdAt: NOW.subtract({ minutes: 5 }) });
        await take(old, recent);
        expect(await found('created_at:>now-1h')).toEqual([recent.caseId]);
        expect(await found('created_at:<now-1h')).toEqual([old.caseId]);
      });
    });

    describe('order', () => {
      it.each([
        ['created_at', [0, 1, 2, 3]],
        ['modified_at', [1, 3, 0, 2]],
        ['priority', [1, 3, 0, 2]],
        ['status', [2, 0, 1, 3]],
      ] as const)('sorts by %s, and the other way round', async (sort, expected) => {
        const at = (seconds: number) => NOW.add({ seconds });
        const ids = Array.from({ length: 4 }, () => randomUUID() as CaseId).sort();
        const documents = [
          { createdAt: at(1), modifiedAt: at(30), priority: 'P1', status: 'RESOLVED' },
          { createdAt: at(2), modifiedAt: null, priority: 'NOT_DEFINED', status: 'TRIGGERED' },
          { createdAt: at(3), modifiedAt: at(40), priority: 'P2', status: 'ACKNOWLEDGED' },
          { createdAt: at(4), modifiedAt: null, priority: 'NOT_DEFINED', status: 'TRIGGERED' },
        ].map((over, index) => document({ ...over, caseId: ids[index] ?? (randomUUID() as CaseId) }));
        await take(...documents);
        const inOrder = expected.map((index) => ids[index]);
        expect(await found('', { sort, ascending: true })).toEqual(inOrder);
        expect(await found('', { sort, ascending: false })).toEqual([...inOrder].reverse());
      });

      it.each(['created_at', 'modified_at', 'priority', 'status'] as const)(
        'walks through equal values of %s by cursor, each once',
        async (sort) => {
          const same = Array.from({ length: 7 }, () => document({ createdAt: NOW.add({ microseconds: 1 }) }));
          await take(...same);
          for (const ascending of [true, false]) {
            const walked: string[] = [];
            let after: Cursor | undefined;
            do {
              const hits = await search('', { sort, ascending, size: 2, ...(after === undefined ? {} : { after }) });
              walked.push(...hits.ids);
              after = hits.next;
            } while (after !== undefined);
            const all = same.map(({ caseId }) => caseId).sort();
            expect(walked).toEqual(ascending ? all : all.reverse());
          }
        },
      );

      it('repeats and leaves out nothing while documents come in before and after the cursor', async () => {
        const first = [3, 4, 5, 6].map((seconds) => document({ createdAt: NOW.add({ seconds }) }));
        await take(...first);
        const start = await search('', { ascending: false, size: 2 });
        expect(start.ids).toEqual([first[3]?.caseId, first[2]?.caseId]);
        const newer = document({ createdAt: NOW.add({ seconds: 9 }) });
        const older = document({ createdAt: NOW.add({ seconds: 1 }) });
        await take(newer, older);
        const { next } = start;
        const rest = await search('', { ascending: false, ...(next === undefined ? {} : { after: next }) });
        expect(rest.ids).toEqual([first[1]?.caseId, first[0]?.caseId, older.caseId]);
        expect(rest.next).toBeUndefined();
      });

      it('says that there is no next hit when the last page is full', async () => {
        await take(document(), document());
        expect((await search('', { size: 2 })).next).toBeUndefined();
        expect((await search('', { size: 1 })).next).toBeDefined();
      });
    });

    describe('facets', () => {
      it('counts each field, most frequent first, then by bytes', async () => {
        const team = randomUUID();
        const responder = randomUUID();
        await take(
          document({ tags: ['b', 'a'], services: ['web'], teamId: team, responderIds: [responder] }),
          document({ tags: ['c', 'a'], urgency: 'low', responderIds: [responder, team] }),
          document({ tags: ['B-upper', 'a'], urgency: null, status: 'RESOLVED' }),
        );
        expect(
          await facets('', { status: 9, urgency: 9, team: 9, responder: 1, service: 9, tag: 9, policy: 9 }),
        ).toEqual({
          status: [
            { value: 'TRIGGERED', count: 2 },
            { value: 'RESOLVED', count: 1 },
          ],
          urgency: [
            { value: 'high', count: 1 },
            { value: 'low', count: 1 },
          ],
          team: [{ value: team, count: 1 }],
          responder: [{ value: responder, count: 2 }],
          service: [{ value: 'web', count: 1 }],
          tag: [
            { value: 'a', count: 3 },
            { value: 'B-upper', count: 1 },
            { value: 'b', count: 1 },
            { value: 'c', count: 1 },
          ],
          policy: [],
        });
      });

      it('counts what the query selects and keeps to the limit of each facet', async () => {
        await take(
          document({ title: 'db down', tags: ['x', 'y'] }),
          document({ title: 'db slow', tags: ['x'], status: 'RESOLVED' }),
          document({ title: 'web down', tags: ['z'] }),
        );
        expect(await facets('db', { tag: 1, status: 9 })).toEqual({
          tag: [{ value: 'x', count: 2 }],
          status: [
            { value: 'RESOLVED', count: 1 },
            { value: 'TRIGGERED', count: 1 },
          ],
        });
        expect(await facets('nothing', { tag: 5 })).toEqual({ tag: [] });
        expect(await facets('', {})).toEqual({});
      });
    });
  });
}
