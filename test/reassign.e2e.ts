import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';

let harness: Harness;
let [ada, grace, ken]: [string, string, string] = ['', '', ''];
let [first, second]: [string, string] = ['', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace, ken] = [harness.org.users.admin, harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());
beforeEach(async () => {
  second = await routeTeam(harness, { steps: [{ users: [grace] }] });
  first = await routeTeam(harness, { steps: [{ users: [ada] }, { users: [ken] }] });
});

function reassign(id: string, attributes: object, headers = harness.org.adminHeaders) {
  const body = { data: { type: 'page_reassignments', attributes } };
  return harness.request('POST', `${PAGES}/${id}/reassign`, { headers, body });
}

async function page(attributes: object = {}): Promise<string> {
  const id = await trigger(harness, { attributes });
  await harness.settle();
  return id;
}

describe('a page that is reassigned', () => {
  it('to another policy notifies its first step at once; the old steps stop; and back', async () => {
    const id = await page();
    expect(await reassign(id, { policy_id: second })).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
    expect((await read(harness, id)).on_call.escalation_policy_id).toBe(second);
    await harness.fastForward('5 minutes');
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
    expect(await reassign(id, { policy_id: first })).toMatchObject({ status: 200 });
    await harness.settle();
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, id)).toEqual([ada, grace, ada, ken]);
    const told = (await story(harness, id)).filter((each) => each.type === 'page.reassigned');
    expect(told.map((each) => each.data)).toEqual([
      { policy_id: second, from_policy_id: first },
      { policy_id: first, from_policy_id: second },
    ]);
  });

  it('to a person notifies that person alone', async () => {
    const id = await page();
    expect(await reassign(id, { target: { type: 'user_id', identifier: grace } })).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
    const { on_call } = await read(harness, id);
    expect(on_call.targets).toEqual({ teams: [], users: [grace] });
    expect(on_call.escalation_policy_id).toBeUndefined();
    await harness.fastForward('1 hour');
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
  });

  it('to a team takes the way that a new page of the team would take', async () => {
    const id = await page();
    await routeTeam(harness, { steps: [{ users: [ken] }] });
    const target = { type: 'team_handle', identifier: harness.org.teamHandle };
    expect(await reassign(id, { target })).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada, ken]);
  });

  it('while somebody has it is triggered again', async () => {
    const id = await page();
    await act(harness, id, 'acknowledge');
    await reassign(id, { policy_id: second });
    await harness.settle();
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
    expect(await inboxOf(harness, id)).toEqual([ada, grace]);
  });

  it('still meets alerts with its deduplication key', async () => {
    const key = { event_deduplication_key: randomUUID() };
    const id = await page(key);
    await reassign(id, { target: { type: 'user_id', identifier: grace } });
    expect(await page(key)).toBe(id);
    expect(await read(harness, id)).toMatchObject({ occurrences: 2 });
  });

  it('has no notification of the old steps that is still to be sent', async () => {
    const id = await trigger(harness);
    await reassign(id, { policy_id: second });
    await harness.settle();
    const toAda = (await notificationsOf(harness, id)).filter((row) => row.user_id === ada);
    expect(toAda.every((row) => row.state !== 'pending')).toBe(true);
  });
});

describe('a reassignment is refused', () => {
  it.each<[string, () => object, string]>([
    ['to nobody', () => ({}), '/data/attributes'],
    ['to two', () => ({ policy_id: second, target: { type: 'user_id', identifier: ada } }), '/data/attributes'],
    ['to an unknown policy', () => ({ policy_id: randomUUID() }), '/data/attributes/policy_id'],
    [
      'to a foreign person',
      () => ({ target: { type: 'user_id', identifier: harness.otherOrg.users.admin } }),
      '/data/attributes/target/identifier',
    ],
  ])('%s', async (_, attributes, pointer) => {
    const id = await page();
    const answer = await reassign(id, attributes());
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer } }] } });
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('of a closed page and of one of another organization', async () => {
    const id = await page();
    expect(await reassign(id, { policy_id: second }, harness.otherOrg.adminHeaders)).toMatchObject({ status: 404 });
    await act(harness, id, 'resolve');
    expect(await reassign(id, { policy_id: second })).toMatchObject({ status: 409 });
  });
});
