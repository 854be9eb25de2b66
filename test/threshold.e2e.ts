import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';

let harness: Harness;
let ada = '';
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  ada = harness.org.users.manager;
});
afterAll(() => harness.stop());

describe('a threshold of 3 occurrences in 10 minutes', () => {
  beforeEach(() =>
    routeTeam(harness, { steps: [{ users: [ada] }], action: {}, rule: { threshold: { occurrences: 3, minutes: 10 } } }),
  );

  const occur = async (key: string) => {
    const id = await trigger(harness, { attributes: { event_deduplication_key: key } });
    await harness.settle();
    return id;
  };

  it('lets the page exist from the first and starts its escalation at step 1 with the third', async () => {
    const key = randomUUID();
    const id = await occur(key);
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED', occurrences: 1 });
    expect((await story(harness, id)).find((told) => told.type === 'page.held')?.data).toEqual({
      reason: 'threshold',
      threshold: { occurrences: 3, minutes: 10 },
    });
    await harness.fastForward('2 minutes');
    await occur(key);
    await harness.fastForward('1 hour');
    expect(await notificationsOf(harness, id)).toEqual([]);
    await occur(key);
    await harness.fastForward('9 minutes');
    await occur(key);
    expect(await notificationsOf(harness, id)).toEqual([]);
    await harness.fastForward('30 seconds');
    expect(await occur(key)).toBe(id);
    expect(await inboxOf(harness, id)).toEqual([ada]);
    expect((await story(harness, id)).map((told) => told.type)).toContain('page.resumed');
  });

  it('starts at once when three come together', async () => {
    const key = randomUUID();
    const ids = await Promise.all(
      [0, 1, 2].map(() => trigger(harness, { attributes: { event_deduplication_key: key } })),
    );
    await harness.settle();
    expect(new Set(ids).size).toBe(1);
    expect(await inboxOf(harness, ids[0] ?? '')).toEqual([ada]);
  });

  it('starts once, however many occurrences come after', async () => {
    const key = randomUUID();
    const id = await occur(key);
    for (let count = 0; count < 5; count += 1) await occur(key);
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('does not hold a page without a deduplication key, which cannot occur again', async () => {
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('is not reached by a page that somebody took', async () => {
    const key = randomUUID();
    const id = await occur(key);
    await act(harness, id, 'acknowledge');
    for (let count = 0; count < 3; count += 1) await occur(key);
    expect(await inboxOf(harness, id)).toEqual([]);
  });
});
