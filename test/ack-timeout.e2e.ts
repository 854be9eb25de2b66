import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, read, routeTeam, story, trigger } from './support/paging.js';

let harness: Harness;
let [ada, grace]: [string, string] = ['', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace] = [harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());

const retriggers = async (id: string) =>
  (await story(harness, id)).filter((told) => told.type === 'page.retriggered').map((told) => told.data);

describe('an acknowledge time-out of 30 minutes', () => {
  beforeEach(() =>
    routeTeam(harness, { steps: [{ users: [ada] }, { users: [grace] }], action: { ack_timeout_minutes: 30 } }),
  );

  async function acknowledgedPage(): Promise<string> {
    const id = await trigger(harness);
    await harness.settle();
    await act(harness, id, 'acknowledge');
    return id;
  }

  it('triggers the page again from step 1, and says so', async () => {
    const id = await acknowledgedPage();
    await harness.fastForward('29 minutes');
    expect(await read(harness, id)).toMatchObject({ status: 'ACKNOWLEDGED' });
    expect(await inboxOf(harness, id)).toEqual([ada]);
    await harness.fastForward('61 seconds');
    const page = await read(harness, id);
    expect(page).toMatchObject({ status: 'TRIGGERED' });
    expect(page.on_call.acknowledged_at).toBeUndefined();
    expect(await retriggers(id)).toEqual([{ reason: 'ack_timeout', minutes: 30 }]);
    expect(await inboxOf(harness, id)).toEqual([ada, ada]);
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, ada, grace]);
  });

  it('begins anew with the next acknowledgement', async () => {
    const id = await acknowledgedPage();
    await harness.fastForward('31 minutes');
    await act(harness, id, 'acknowledge');
    await harness.fastForward('29 minutes');
    expect(await retriggers(id)).toHaveLength(1);
    await harness.fastForward('2 minutes');
    expect(await retriggers(id)).toHaveLength(2);
  });

  it('is not moved by a second acknowledgement', async () => {
    const id = await acknowledgedPage();
    await harness.fastForward('20 minutes');
    await act(harness, id, 'acknowledge', harness.org.headersOf('manager'));
    await harness.fastForward('11 minutes');
    expect(await retriggers(id)).toHaveLength(1);
  });

  it('is cancelled by the resolution', async () => {
    const id = await acknowledgedPage();
    await act(harness, id, 'resolve');
    await harness.fastForward('2 hours');
    expect(await retriggers(id)).toEqual([]);
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('and a resolution at the same moment leave the page closed and nobody called afterwards', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => acknowledgedPage()));
    await harness.database.query(`update test_clock.shift set by = by + interval '31 minutes'`);
    await Promise.all(ids.map((id) => act(harness, id, 'resolve')));
    await harness.settle();
    const before = await Promise.all(ids.map((id) => inboxOf(harness, id)));
    await harness.fastForward('1 hour');
    for (const [index, id] of ids.entries()) {
      expect(await read(harness, id)).toMatchObject({ status: 'RESOLVED' });
      expect(await inboxOf(harness, id)).toEqual(before[index]);
    }
  });
});

it('without a time-out an acknowledged page stays with who took it', async () => {
  await routeTeam(harness, { steps: [{ users: [ada] }] });
  const id = await trigger(harness);
  await act(harness, id, 'acknowledge');
  await harness.fastForward('30 days');
  expect(await retriggers(id)).toEqual([]);
});
