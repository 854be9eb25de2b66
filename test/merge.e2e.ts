import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, read, routeTeam, story, trigger } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';

let harness: Harness;
let [ada, grace]: [string, string] = ['', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace] = [harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());
beforeEach(() => routeTeam(harness, { steps: [{ users: [ada] }, { users: [grace] }] }));

function merge(id: string, into: string, headers = harness.org.adminHeaders) {
  const body = { data: { type: 'page_merges', attributes: { into } } };
  return harness.request('POST', `${PAGES}/${id}/merge`, { headers, body });
}

async function page(): Promise<string> {
  const id = await trigger(harness);
  await harness.settle();
  return id;
}

const statusOf = async (id: string) => (await read(harness, id)).status as string;
const becomes = (id: string, status: string) =>
  eventually(async () => {
    expect(await statusOf(id)).toBe(status);
  });

describe('merged pages', () => {
  it('escalate as one', async () => {
    const [leader, follower] = [await page(), await page()];
    expect(await merge(follower, leader)).toMatchObject({ status: 200, body: { data: { id: follower } } });
    await harness.settle();
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, leader)).toEqual([ada, grace]);
    expect(await inboxOf(harness, follower)).toEqual([ada]);
    const told = async (id: string) => (await story(harness, id)).find((each) => each.type === 'page.merged')?.data;
    expect([await told(follower), await told(leader)]).toEqual([{ into: leader }, { from: follower }]);
  });

  it('are acknowledged and resolved with the one that escalates', async () => {
    const [leader, follower] = [await page(), await page()];
    await merge(follower, leader);
    await act(harness, leader, 'acknowledge');
    await becomes(follower, 'ACKNOWLEDGED');
    await act(harness, leader, 'resolve');
    await becomes(follower, 'RESOLVED');
    const resolution = (await story(harness, follower)).find((each) => each.type === 'page.resolved');
    expect(resolution?.data).toEqual({ reason: 'merged', into: leader });
  });

  it('follow one that was taken already', async () => {
    const [leader, follower] = [await page(), await page()];
    await act(harness, leader, 'acknowledge');
    await merge(follower, leader);
    await becomes(follower, 'ACKNOWLEDGED');
  });

  it('have one link: what followed a merged page follows the other one', async () => {
    const [top, middle, bottom] = [await page(), await page(), await page()];
    await merge(bottom, middle);
    await merge(middle, top);
    await act(harness, top, 'resolve');
    await becomes(middle, 'RESOLVED');
    await becomes(bottom, 'RESOLVED');
  });

  it('part again: what is triggered escalates for itself from step 1', async () => {
    const [leader, follower] = [await page(), await page()];
    await merge(follower, leader);
    await harness.settle();
    expect(await act(harness, follower, 'unmerge')).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await inboxOf(harness, follower)).toEqual([ada, ada]);
    await act(harness, leader, 'resolve');
    await harness.fastForward('61 seconds');
    expect(await inboxOf(harness, follower)).toEqual([ada, ada, grace]);
    expect(await act(harness, follower, 'unmerge')).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'not_merged' }] },
    });
  });

  it('can be taken and closed alone, and stay so', async () => {
    const [leader, follower] = [await page(), await page()];
    await merge(follower, leader);
    await act(harness, follower, 'resolve');
    await harness.fastForward('5 minutes');
    expect(await statusOf(follower)).toBe('RESOLVED');
    expect(await statusOf(leader)).toBe('TRIGGERED');
  });
});

describe('a merge is refused', () => {
  it('into itself', async () => {
    const id = await page();
    expect(await merge(id, id)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/into' } }] },
    });
  });

  it('in a circle, into a merged page, and of a merged page', async () => {
    const [one, two, three] = [await page(), await page(), await page()];
    await merge(one, two);
    expect(await merge(two, one)).toMatchObject({ status: 409, body: { errors: [{ code: 'page_merged' }] } });
    expect(await merge(three, one)).toMatchObject({ status: 409 });
    expect(await merge(one, three)).toMatchObject({ status: 409 });
    expect(await act(harness, one, 'escalate')).toMatchObject({ status: 409 });
  });

  it('of two at once into each other: one wins', async () => {
    const [one, two] = [await page(), await page()];
    const answers = await Promise.all([merge(one, two), merge(two, one)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it('of closed pages, and of those of another organization', async () => {
    const [open, closed] = [await page(), await page()];
    await act(harness, closed, 'resolve');
    expect(await merge(open, closed)).toMatchObject({ status: 409, body: { errors: [{ code: 'page_closed' }] } });
    expect(await merge(closed, open)).toMatchObject({ status: 409 });
    expect(await merge(open, closed, harness.otherOrg.adminHeaders)).toMatchObject({ status: 404 });
    const foreign = await trigger(harness, { org: harness.otherOrg });
    expect(await merge(open, foreign)).toMatchObject({ status: 400 });
  });
});
