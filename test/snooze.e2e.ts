import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';

let harness: Harness;
let [ada, grace]: [string, string] = ['', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace] = [harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());
beforeEach(() => routeTeam(harness, { steps: [{ users: [ada] }, { users: [grace] }] }));

async function inTime(interval: string): Promise<string> {
  const [row] = await harness.database.query<{ at: string }>(
    `select to_json(test_clock.clock_timestamp() + $1::interval) #>> '{}' as at`,
    [interval],
  );
  return row?.at ?? '';
}

async function snooze(id: string, interval: string) {
  const attributes = { until: await inTime(interval) };
  return harness.request('POST', `${PAGES}/${id}/snooze`, { body: { data: { type: 'page_snoozes', attributes } } });
}

async function page(): Promise<string> {
  const id = await trigger(harness);
  await harness.settle();
  return id;
}

const kinds = async (id: string) => (await story(harness, id)).map((told) => told.type);

describe('a snoozed page', () => {
  it('notifies nobody until the snooze ends by itself, and begins at step 1 then', async () => {
    const id = await page();
    expect(await snooze(id, '2 hours')).toMatchObject({ status: 200, body: { data: { id } } });
    await harness.fastForward('1 hour 59 minutes');
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, ada]);
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, ada, grace]);
    expect(await kinds(id)).toEqual(expect.arrayContaining(['page.snoozed', 'page.resumed']));
  });

  it('that was acknowledged is triggered again at the end', async () => {
    const id = await page();
    await act(harness, id, 'acknowledge');
    await snooze(id, '1 hour');
    await harness.fastForward('59 minutes');
    expect(await read(harness, id)).toMatchObject({ status: 'ACKNOWLEDGED' });
    await harness.fastForward('61 seconds');
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
    expect(await inboxOf(harness, id)).toEqual([ada, ada]);
  });

  it('is woken by a person', async () => {
    const id = await page();
    await snooze(id, '1 day');
    expect(await act(harness, id, 'unsnooze')).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada, ada]);
    expect(await act(harness, id, 'unsnooze')).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'not_snoozed' }] },
    });
  });

  it('ends its snooze when somebody takes it, or closes it', async () => {
    const [taken, closed] = [await page(), await page()];
    await snooze(taken, '1 hour');
    await snooze(closed, '1 hour');
    await act(harness, taken, 'acknowledge');
    await act(harness, closed, 'resolve');
    await harness.fastForward('2 hours');
    expect(await read(harness, taken)).toMatchObject({ status: 'ACKNOWLEDGED' });
    expect(await read(harness, closed)).toMatchObject({ status: 'RESOLVED' });
    expect([...(await inboxOf(harness, taken)), ...(await inboxOf(harness, closed))]).toEqual([ada, ada]);
  });

  it('is snoozed longer by a second snooze', async () => {
    const id = await page();
    await snooze(id, '1 hour');
    await snooze(id, '3 hours');
    await harness.fastForward('2 hours');
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.fastForward('2 hours');
    expect(await inboxOf(harness, id)).toEqual([ada, ada]);
  });

  it('has no notification that is still to be sent', async () => {
    const id = await trigger(harness);
    await snooze(id, '1 hour');
    await harness.settle();
    const states = new Set((await notificationsOf(harness, id)).map((row) => row.state));
    expect(states.has('pending')).toBe(false);
  });
});

describe('a snooze is refused', () => {
  it.each(['-1 minute', '31 days'])('for an end in %s', async (interval) => {
    const id = await page();
    expect(await snooze(id, interval)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/until' } }] },
    });
  });

  it('for a closed page, and for one of another organization', async () => {
    const id = await page();
    await act(harness, id, 'resolve');
    expect(await snooze(id, '1 hour')).toMatchObject({ status: 409, body: { errors: [{ code: 'page_closed' }] } });
    const body = { data: { type: 'page_snoozes', attributes: { until: await inTime('1 hour') } } };
    const headers = harness.otherOrg.adminHeaders;
    expect(await harness.request('POST', `${PAGES}/${id}/snooze`, { headers, body })).toMatchObject({ status: 404 });
  });
});
