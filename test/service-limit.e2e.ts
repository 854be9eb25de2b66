import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, routeTeam, story, trigger } from './support/paging.js';

let harness: Harness;
let responder: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call', environment: { NOTIFICATIONS_OPEN_PAGES_PER_SERVICE: '3' } });
  ({ responder } = harness.org.users);
  for (const org of [harness.org, harness.otherOrg]) {
    await routeTeam(harness, { steps: [{ after: 36_000, users: [org.users.responder] }] }, org);
  }
});
afterAll(() => harness.stop());

async function triggerFor(services: readonly string[], more: object = {}, org = harness.org): Promise<string> {
  const id = await trigger(harness, { attributes: { services, ...more }, org });
  await harness.settle();
  return id;
}

async function markOf(id: string): Promise<object | undefined> {
  return (await story(harness, id)).find(({ type }) => type === 'page.over_limit')?.data;
}

async function reasonsOf(id: string): Promise<(string | null)[]> {
  return [...new Set((await notificationsOf(harness, id)).map(({ reason }) => reason))];
}

const BUNDLED = 'bundled: the service has more open pages than its limit';

describe('more open pages of a service than its limit', () => {
  it('are all accepted and all notify; those beyond the limit are marked and take their turn', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await triggerFor(['noisy']));
    for (const id of ids.slice(0, 3)) {
      expect(await markOf(id)).toBeUndefined();
      expect(await reasonsOf(id)).not.toContain(BUNDLED);
    }
    for (const id of ids.slice(3)) {
      expect(await markOf(id)).toEqual({ service: 'noisy', limit: 3 });
      const rows = await harness.database.query<{ over_limit: boolean; repeat_rank: number }>(
        'select n.over_limit, n.repeat_rank from notifications n where n.case_id = $1',
        [id],
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toMatchObject({ over_limit: true, repeat_rank: expect.any(Number) });
      expect(Math.min(...rows.map((row) => row.repeat_rank))).toBeGreaterThan(0);
    }
    await harness.fastForward('10 minutes');
    for (const id of ids) expect(await inboxOf(harness, id)).toEqual([responder]);
  });

  it('leave other services, pages without one, shadows and other organizations alone', async () => {
    for (let count = 0; count < 4; count += 1) await triggerFor(['crowded']);
    expect(await markOf(await triggerFor(['crowded']))).toEqual({ service: 'crowded', limit: 3 });
    expect(await markOf(await triggerFor(['quiet']))).toBeUndefined();
    expect(await markOf(await triggerFor([]))).toBeUndefined();
    expect(await markOf(await triggerFor(['crowded'], { is_shadow: true }))).toBeUndefined();
    const theirs = await triggerFor(['crowded'], {}, harness.otherOrg);
    const rows = await harness.database.query('select 1 from timeline t where t.case_id = $1 and t.type = $2', [
      theirs,
      'page.over_limit',
    ]);
    expect(rows).toEqual([]);
  });

  it('count while they are open: who resolves makes room', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await triggerFor(['emptied']));
    expect(await markOf(ids[3] ?? '')).toBeDefined();
    for (const id of ids.slice(0, 2)) await act(harness, id, 'resolve');
    expect(await markOf(await triggerFor(['emptied']))).toBeUndefined();
    expect(await markOf(await triggerFor(['emptied']))).toEqual({ service: 'emptied', limit: 3 });
  });

  it('are found by an index that create writes once a page', async () => {
    const plan = await harness.database.query<{ 'QUERY PLAN': string }>(
      `explain select c.created_at, c.id from cases c
        where c.org_id = '${harness.org.orgId}' and c.services[1] = 'noisy' and c.closed_at is null and not c.is_shadow
        order by c.created_at, c.id offset 3 limit 1`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/cases_open_by_service/);
  });
});
