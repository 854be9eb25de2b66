import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, makeSchedule, routeTeam, trigger } from './support/paging.js';
import { makeWindow } from './support/windows.js';

const PAGES = '/api/unstable/on-call/pages';

let harness: Harness;
let [ada, grace, ken]: [string, string, string] = ['', '', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace, ken] = [harness.org.users.admin, harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());

interface Moment {
  readonly at: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly messages: readonly { readonly user_id: string; readonly text: string; readonly name?: string }[];
}

async function planOf(id: string, headers = harness.org.adminHeaders) {
  const answer = await harness.request('GET', `${PAGES}/${id}/plan`, { headers });
  expect(answer).toMatchObject({ status: 200, body: { data: { id, type: 'page_plans' } } });
  return answer.body.data.attributes as { status: string; hold?: object; pending: object[]; upcoming: Moment[] };
}

async function page(attributes: object = {}): Promise<string> {
  const id = await trigger(harness, { attributes });
  await harness.settle();
  return id;
}

const notified = ({ messages }: Moment) => messages.map((message) => message.user_id);

describe('the plan of a page', () => {
  it('says who will be notified next and when, to the end of the policy, and that comes true', async () => {
    await routeTeam(harness, { retries: 1, steps: [{ users: [ada] }, { after: 120, users: [grace] }] });
    const id = await page();
    const { upcoming } = await planOf(id);
    expect(upcoming.map((moment) => [moment.type, notified(moment)])).toEqual([
      ['page.escalated', [grace]],
      ['page.escalated', [ada]],
      ['page.escalated', [grace]],
      ['page.policy_ended', []],
    ]);
    expect(upcoming[0]?.messages[0]?.text).toMatch(
      new RegExp(`^will notify ${harness.org.names.manager} by inbox in (1 min|5\\d s) unless acknowledged$`),
    );
    for (const step of ['61 seconds', '121 seconds', '61 seconds', '121 seconds']) await harness.fastForward(step);
    expect(await inboxOf(harness, id)).toEqual([ada, grace, ada, grace]);
    expect((await planOf(id)).upcoming).toEqual([]);
  });

  it('asks the schedules as they will be then', async () => {
    const schedule = await makeSchedule(harness, [ada, grace, ken]);
    await routeTeam(harness, {
      steps: [
        { after: 3600, schedules: [{ id: schedule }] },
        { after: 3600, schedules: [{ id: schedule }] },
        { schedules: [{ id: schedule }] },
      ],
    });
    const { upcoming } = await planOf(await page());
    expect(upcoming.slice(0, 2).map(notified)).toEqual([[grace], [ken]]);
  });

  it('gives the turns of a round-robin step without taking them', async () => {
    await routeTeam(harness, { retries: 2, steps: [{ assignment: 'round-robin', users: [ada, grace] }] });
    const id = await page();
    const expected = [[grace], [ada], []];
    expect((await planOf(id)).upcoming.map(notified)).toEqual(expected);
    expect((await planOf(id)).upcoming.map(notified)).toEqual(expected);
  });

  it('says what the escalation waits for, and what comes after', async () => {
    await routeTeam(harness, { steps: [{ users: [ada] }] });
    const window = await makeWindow(harness, 'service:held', '0', '2 hours');
    const plan = await planOf(await page({ services: ['held'] }));
    expect(plan.hold).toMatchObject({ reason: 'maintenance', window_id: window });
    expect(plan.upcoming.map((moment) => [moment.type, notified(moment)])).toEqual([
      ['page.resumed', []],
      ['page.escalated', [ada]],
      ['page.policy_ended', []],
    ]);
  });

  it('says that a shadow sends nothing', async () => {
    await routeTeam(harness, { steps: [{ after: 36_000, users: [ada] }, { users: [grace] }] });
    const shadow = await planOf(await page({ is_shadow: true }));
    expect(shadow.upcoming[0]?.messages[0]?.text).toMatch(
      /^would notify .* by inbox in 10 h; the page is a shadow: nothing/,
    );
  });

  it('of an acknowledged page is the end of its time-out, of a closed one nothing', async () => {
    await routeTeam(harness, { steps: [{ users: [ada] }], action: { ack_timeout_minutes: 30 } });
    const id = await page();
    await act(harness, id, 'acknowledge');
    const { upcoming } = await planOf(id);
    expect(upcoming.map((moment) => moment.type)).toEqual(['page.retriggered', 'page.escalated', 'page.policy_ended']);
    await act(harness, id, 'resolve');
    expect((await planOf(id)).upcoming).toEqual([]);
  });

  it('shows names to those who may see them only, and nothing to another organization', async () => {
    await routeTeam(harness, { steps: [{ users: [ada] }, { users: [grace] }] });
    const id = await page();
    const [first] = (await planOf(id, harness.org.headersOf('observer'))).upcoming;
    expect(first?.messages[0]).toMatchObject({ user_id: grace, text: expect.stringContaining('a responder') });
    expect(first?.messages[0]?.name).toBeUndefined();
    const headers = harness.otherOrg.adminHeaders;
    expect(await harness.request('GET', `${PAGES}/${id}/plan`, { headers })).toMatchObject({ status: 404 });
  });
});
