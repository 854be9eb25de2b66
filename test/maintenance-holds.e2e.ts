import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';
import { makeWindow, moveWindow } from './support/windows.js';

let harness: Harness;
let [ada, grace]: [string, string] = ['', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace] = [harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());
beforeEach(() => routeTeam(harness, { steps: [{ users: [ada] }, { users: [grace] }] }));

let number = 0;
const service = () => `service-${(number += 1)}`;

async function triggered(of: string): Promise<string> {
  const id = await trigger(harness, { attributes: { services: [of] } });
  await harness.settle();
  return id;
}

describe('a page and a maintenance window', () => {
  it('that it matches: it exists, is marked, and waits for the end, to begin at step 1', async () => {
    const name = service();
    const window = await makeWindow(harness, `service:${name}`, '0', '2 hours');
    const id = await triggered(name);
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
    expect((await story(harness, id))[0]?.data).toMatchObject({ held: { reason: 'maintenance', window_id: window } });
    await harness.fastForward('1 hour 59 minutes');
    expect(await notificationsOf(harness, id)).toEqual([]);
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
  });

  it('that it does not match, or that is over or not begun: it escalates', async () => {
    const name = service();
    await makeWindow(harness, 'service:another', '0', '2 hours');
    await makeWindow(harness, `service:${name}`, '1 hour', '2 hours');
    const id = await triggered(name);
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('that begins after it: it goes on', async () => {
    const name = service();
    const id = await triggered(name);
    await makeWindow(harness, `service:${name}`, '0', '2 hours');
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
  });

  it('that is made longer, shorter or deleted: it follows', async () => {
    const name = service();
    const window = await makeWindow(harness, `service:${name}`, '0', '1 hour');
    const [longer, deleted] = [await triggered(name), await triggered(name)];
    await moveWindow(harness, window, '-1 minute', '3 hours');
    await harness.fastForward('2 hours');
    expect(await inboxOf(harness, longer)).toEqual([]);
    await harness.request('DELETE', `/api/v2/maintenance_windows/${window}`);
    await harness.settle();
    expect([await inboxOf(harness, longer), await inboxOf(harness, deleted)]).toEqual([[ada], [ada]]);
  });

  it('that ends after it was resolved or taken: nobody is notified', async () => {
    const name = service();
    await makeWindow(harness, `service:${name}`, '0', '1 hour');
    const [closed, taken] = [await triggered(name), await triggered(name)];
    await act(harness, closed, 'resolve');
    await act(harness, taken, 'acknowledge');
    await harness.fastForward('2 hours');
    expect([...(await inboxOf(harness, closed)), ...(await inboxOf(harness, taken))]).toEqual([]);
  });

  it('that is one of many whose queries are costly: it is not kept from anybody, nor others from being served', async () => {
    const query = Array.from({ length: 5 }, () => `tag:*${'a'.repeat(95)}?b`).join(' OR ');
    const made = await makeWindow(harness, query, '0', '2 hours');
    await harness.database.query(
      `insert into maintenance_windows (org_id, id, name, query, starts_at, ends_at, created_at, created_by)
       select w.org_id, gen_random_uuid(), w.name, w.query, w.starts_at, w.ends_at, w.created_at, w.created_by
         from maintenance_windows w, generate_series(1, 100) where w.id = $1`,
      [made],
    );
    const startedAt = performance.now();
    const id = await trigger(harness, { attributes: { tags: Array.from({ length: 100 }, () => 'a'.repeat(200)) } });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.database.query('delete from maintenance_windows w where w.query = $1', [query]);
  });
});
