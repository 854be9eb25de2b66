import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, notificationsOf, read, story, trigger } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

function set(id: string, priority: unknown, headers = harness.org.adminHeaders) {
  const body = { data: { type: 'pages', attributes: { priority } } };
  return harness.request('POST', `${PAGES}/${id}/priority`, { headers, body });
}

async function listed(filter: string): Promise<string[]> {
  const answer = await harness.request('GET', `${PAGES}?filter=${encodeURIComponent(filter)}&page[size]=1000`);
  expect(answer.status).toBe(200);
  return answer.body.data.map((page: { id: string }) => page.id);
}

describe('priority of a page', () => {
  it('is set by a responder, found by lists and search, and told', async () => {
    const id = await trigger(harness);
    const headers = harness.org.headersOf('responder');
    expect(await set(id, 'P2', headers)).toMatchObject({
      status: 200,
      body: { data: { id, type: 'pages', attributes: { priority: 'P2' } } },
    });
    expect(await read(harness, id)).toMatchObject({ priority: 'P2', status: 'TRIGGERED' });
    expect(await listed('priority:P2')).toEqual([id]);
    expect(await listed('priority:not_defined')).not.toContain(id);
    await harness.settle();
    const search = { data: { type: 'search_requests', attributes: { query: 'priority:p2' } } };
    const found = await harness.request('POST', `${PAGES}/search`, { body: search });
    expect(found.body.data.map((page: { id: string }) => page.id)).toEqual([id]);

    const told = (await story(harness, id)).filter(({ type }) => type === 'page.priority_changed');
    expect(told).toMatchObject([
      { data: { from: 'NOT_DEFINED', to: 'P2' }, author: { type: 'USER', id: harness.org.users.responder } },
    ]);
    const audited = await harness.database.query(
      `select a.actor_id, a.before, a.after from audit a where a.resource_id = $1 and a.action = 'page.priority_changed'`,
      [id],
    );
    expect(audited).toMatchObject([
      { actor_id: harness.org.users.responder, before: { priority: 'NOT_DEFINED' }, after: { priority: 'P2' } },
    ]);
    const events = await harness.database.query(
      `select e.data from events e where e.case_id = $1 and e.type = 'page.priority_changed'`,
      [id],
    );
    expect(events).toEqual([{ data: { status: 'TRIGGERED', from: 'NOT_DEFINED', to: 'P2' } }]);
  });

  it('that it has already changes and tells nothing', async () => {
    const id = await trigger(harness);
    await set(id, 'P1');
    const before = await read(harness, id);
    expect((await set(id, 'P1')).status).toBe(200);
    expect(await read(harness, id)).toEqual(before);
    expect((await story(harness, id)).filter(({ type }) => type === 'page.priority_changed')).toHaveLength(1);
  });

  it('may be taken back, and given to a closed page, by its key', async () => {
    const id = await trigger(harness);
    const { key } = await read(harness, id);
    await act(harness, id, 'resolve');
    expect((await set(String(key), 'P5')).status).toBe(200);
    expect((await set(id, 'NOT_DEFINED')).status).toBe(200);
    expect(await read(harness, id)).toMatchObject({ priority: 'NOT_DEFINED', status: 'RESOLVED' });
  });

  it('notifies nobody and leaves the escalation alone', async () => {
    const id = await trigger(harness);
    await harness.settle();
    const before = await notificationsOf(harness, id);
    await set(id, 'P1');
    await harness.settle();
    expect(await notificationsOf(harness, id)).toEqual(before);
  });

  it.each([['P6'], ['p1'], [''], [1], [null], [['P1']]])('refuses %j', async (priority) => {
    const id = await trigger(harness);
    expect(await set(id, priority)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/priority' } }] },
    });
  });

  it('is not for observers, and not of another organization', async () => {
    const id = await trigger(harness);
    expect((await set(id, 'P1', harness.org.headersOf('observer'))).status).toBe(403);
    expect((await set(id, 'P1', harness.otherOrg.adminHeaders)).status).toBe(404);
    expect((await set('nonsense', 'P1')).status).toBe(404);
    expect(await read(harness, id)).toMatchObject({ priority: 'NOT_DEFINED' });
  });
});

describe('pages related to a page', () => {
  async function related(id: string, query = '', headers = harness.org.adminHeaders) {
    const answer = await harness.request('GET', `${PAGES}/${id}/related${query}`, { headers });
    expect(answer.status).toBe(200);
    return answer.body as { data: { id: string; attributes: { status: string } }[]; meta: object };
  }
  const ids = (answer: { data: readonly { id: string }[] }) => answer.data.map((page) => page.id);

  async function occurrence(key: string, attributes: object = {}): Promise<string> {
    return trigger(harness, { attributes: { event_deduplication_key: key, ...attributes } });
  }

  it('are the earlier ones and the open ones with its key, the newest first', async () => {
    const first = await occurrence('disk-full');
    await act(harness, first, 'resolve');
    const second = await occurrence('disk-full');
    await act(harness, second, 'resolve');
    const open = await occurrence('disk-full');
    const target = { type: 'user_id', identifier: harness.org.users.manager };
    const elsewhere = await occurrence('disk-full', { target });
    await occurrence('another-key');
    expect(ids(await related(open))).toEqual([elsewhere, second, first]);
    expect(ids(await related(first))).toEqual([elsewhere, open, second]);
    const statuses = (await related(open)).data.map((page) => page.attributes.status);
    expect(statuses).toEqual(['TRIGGERED', 'RESOLVED', 'RESOLVED']);
  });

  it('are answered in pages', async () => {
    const made: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const id = await occurrence('paged');
      await act(harness, id, 'resolve');
      made.unshift(id);
    }
    const [latest = '', ...earlier] = made;
    expect(await related(latest, '?page[size]=2')).toMatchObject({ meta: { page: { current: 1, size: 2 } } });
    const pages = [await related(latest, '?page[size]=2'), await related(latest, '?page[size]=2&page[current]=2')];
    expect(pages.flatMap(ids)).toEqual(earlier);
  });

  it('are none for a page without a key', async () => {
    const id = await trigger(harness);
    await trigger(harness);
    expect((await related(id)).data).toEqual([]);
  });

  it('are shadows for a shadow only', async () => {
    const real = await occurrence('shadowed');
    const shadow = await occurrence('shadowed', { is_shadow: true });
    expect((await related(real)).data).toEqual([]);
    expect((await related(shadow)).data).toEqual([]);
  });

  it('are never those of another organization', async () => {
    const mine = await occurrence('common');
    const theirs = await trigger(harness, {
      org: harness.otherOrg,
      attributes: { event_deduplication_key: 'common' },
    });
    expect((await related(mine)).data).toEqual([]);
    expect((await related(theirs, '', harness.otherOrg.adminHeaders)).data).toEqual([]);
    expect((await harness.request('GET', `${PAGES}/${theirs}/related`)).status).toBe(404);
  });

  it('are read by their index', async () => {
    const plan = await harness.database.query<{ 'QUERY PLAN': string }>(
      `explain select c.id from cases c
        where c.org_id = '${harness.org.orgId}' and c.event_deduplication_key = 'paged' and not c.is_shadow
        order by c.created_at desc, c.id desc limit 10`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/cases_by_deduplication_key/);
  });
});
