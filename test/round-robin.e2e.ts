import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApplication } from '../src/roles/application.js';
import { parseRoles } from '../src/platform/config/index.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, routeTeam, story, trigger } from './support/paging.js';

let harness: Harness;
let users: readonly string[];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  users = harness.org.userIds.slice(0, 3);
});
afterAll(() => harness.stop());

const disable = (id: string, disabled: boolean) =>
  harness.database.query(
    `update users u set status = case when $2 then 'Disabled' else 'Active' end,
            disabled_at = case when $2 then clock_timestamp() end where u.id = $1`,
    [id, disabled],
  );

/** Triggers pages one after the other; who was notified of each. */
async function inTurn(count: number): Promise<string[]> {
  const notified: string[] = [];
  for (let page = 0; page < count; page += 1) {
    const id = await trigger(harness);
    await harness.settle();
    const inbox = await inboxOf(harness, id);
    expect(inbox).toHaveLength(1);
    notified.push(inbox[0] ?? '');
    await act(harness, id, 'resolve');
  }
  return notified;
}

describe('round-robin', () => {
  const [a, b, c] = [0, 1, 2].map((index) => () => users[index] ?? '') as [() => string, () => string, () => string];
  beforeEach(() => routeTeam(harness, { steps: [{ assignment: 'round-robin', users }, { users: [a()] }] }));

  it('notifies one at a time, in the order of the targets, from page to page', async () => {
    expect(await inTurn(5)).toEqual([a(), b(), c(), a(), b()]);
  });

  it('takes the members of a team in turn, too', async () => {
    await routeTeam(harness, { steps: [{ assignment: 'round-robin', teams: [harness.org.teamId] }] });
    expect(new Set(await inTurn(3)).size).toBe(3);
  });

  it('passes over who cannot be notified, and says so', async () => {
    await disable(b(), true);
    const notified = await inTurn(4).finally(() => disable(b(), false));
    expect(notified).toEqual([a(), c(), a(), c()]);
    expect(await inTurn(3)).toEqual([a(), b(), c()]);
  });

  it('tells whom it chose among how many, and why others were skipped', async () => {
    await disable(a(), true);
    const id = await trigger(harness);
    await harness.settle().finally(() => disable(a(), false));
    const step = (await story(harness, id)).find((told) => told.type === 'page.escalated');
    expect(step?.data).toMatchObject({
      assignment: 'round-robin',
      candidates: 3,
      user_ids: [b()],
      found: [{ user_id: b() }],
      skipped: [{ user_id: a(), reason: 'disabled' }],
    });
  });

  it('goes on from its own place after an update of the policy that gives its steps new ids', async () => {
    const policy = await routeTeam(harness, { steps: [{ assignment: 'round-robin', users }] });
    expect(await inTurn(1)).toEqual([a()]);
    const targets = users.map((id) => ({ id, type: 'users' }));
    const attributes = { name: 'edited', steps: [{ assignment: 'round-robin', targets }] };
    const answer = await harness.request('PUT', `/api/v2/on-call/escalation-policies/${policy}`, {
      body: { data: { type: 'policies', id: policy, attributes } },
    });
    expect(answer.status).toBe(200);
    expect(await inTurn(2)).toEqual([b(), c()]);
  });

  it('escalates to everybody of the next step when the one does not acknowledge', async () => {
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([a(), a()]);
  });
});

describe('round-robin › concurrency', () => {
  it('is fair when 50 pages come at once and two workers execute them', async () => {
    await routeTeam(harness, { steps: [{ assignment: 'round-robin', users }] });
    const second = await createApplication(harness.config, parseRoles('worker'));
    await second.init();
    try {
      const ids = await Promise.all(Array.from({ length: 50 }, () => trigger(harness)));
      await harness.settle();
      const notified = await Promise.all(ids.map((id) => notificationsOf(harness, id)));
      expect(notified.every((rows) => rows.length === 1)).toBe(true);
      const counts = Map.groupBy(notified.flat(), (row) => row.user_id);
      expect([...counts.values()].map((rows) => rows.length).sort()).toEqual([16, 17, 17]);
    } finally {
      await second.close();
    }
  });
});
