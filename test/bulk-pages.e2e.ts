import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';
import { act, notificationsOf, read, routeTeam, story, trigger } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  await routeTeam(harness, { steps: [{ users: [harness.org.users.responder] }] });
});
afterAll(() => harness.stop());

interface Result {
  readonly page_id: string;
  readonly status: number;
  readonly errors?: readonly object[];
}

function send(attributes: object, headers: Headers = harness.org.adminHeaders) {
  return harness.request('POST', `${PAGES}/bulk`, { headers, body: { data: { type: 'bulk', attributes } } });
}

async function bulk(action: string, ids: readonly string[], more: object = {}, headers?: Headers): Promise<Result[]> {
  const answer = await send({ action, page_ids: ids, ...more }, headers);
  expect(answer).toMatchObject({ status: 200, body: { data: { type: 'bulk' } } });
  return answer.body.data.attributes.results as Result[];
}

async function triggerMany(count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => trigger(harness)));
}

async function typesOf(id: string): Promise<string[]> {
  return (await story(harness, id)).map((told) => told.type);
}

describe('bulk', () => {
  it('acknowledges each page as if alone: escalations stop, each is told, audited and published', async () => {
    const ids = await triggerMany(5);
    const headers = harness.org.headersOf('responder');
    expect(await bulk('acknowledge', ids, {}, headers)).toEqual(ids.map((id) => ({ page_id: id, status: 202 })));
    for (const id of ids) {
      expect(await read(harness, id)).toMatchObject({ status: 'ACKNOWLEDGED' });
      expect((await typesOf(id)).filter((type) => type === 'page.acknowledged')).toHaveLength(1);
    }
    await harness.settle();
    const rows = await harness.database.query(
      `select count(*) as audited, (select count(*) from events e where e.case_id = any($1::uuid[])
                                       and e.type = 'page.acknowledged') as published
         from audit a where a.resource_id = any($2::text[]) and a.action = 'page.acknowledged' and a.actor_id = $3`,
      [ids, ids, harness.org.users.responder],
    );
    expect(rows.map((row) => Object.values(row).map(Number))).toEqual([[5, 5]]);
  });

  it('resolves, and what was to be sent is not', async () => {
    const ids = await triggerMany(3);
    await bulk('resolve', ids);
    await harness.fastForward('1 hour');
    for (const id of ids) {
      expect(await read(harness, id)).toMatchObject({ status: 'RESOLVED' });
      expect((await notificationsOf(harness, id)).filter(({ state }) => state === 'pending')).toEqual([]);
    }
  });

  it('answers in the order of the request, each page with what its own verb would say', async () => {
    const [open = '', closed = ''] = await triggerMany(2);
    await act(harness, closed, 'resolve');
    const theirs = await trigger(harness, { org: harness.otherOrg });
    const references = [NOWHERE, closed, 'nonsense', open, theirs];
    const results = await bulk('acknowledge', references);
    expect(results.map(({ page_id, status }) => [page_id, status])).toEqual([
      [NOWHERE, 404],
      [closed, 409],
      ['nonsense', 404],
      [open, 202],
      [theirs, 404],
    ]);
    for (const [index, reference] of references.entries()) {
      const alone = await act(harness, reference, 'acknowledge');
      if (reference === open) continue;
      expect(alone.status).toBe(results[index]?.status);
      expect(alone.body).toEqual({ errors: results[index]?.errors });
    }
    expect(await read(harness, open)).toMatchObject({ status: 'ACKNOWLEDGED' });
    const untouched = await harness.request('GET', `${PAGES}/${theirs}`, { headers: harness.otherOrg.adminHeaders });
    expect(untouched.body.data.attributes.status).toBe('TRIGGERED');
  });

  it('does a page once that is named twice, by id, key and number', async () => {
    const id = await trigger(harness);
    const { key, number } = await read(harness, id);
    const references = [id, String(key), String(number), id.toUpperCase(), id];
    const results = await bulk('note', references, { message: 'looked into' });
    expect(results).toEqual(references.map((reference) => ({ page_id: reference, status: 201 })));
    const notes = (await story(harness, id)).filter(({ type }) => type === 'page.noted');
    expect(notes.map(({ message }) => message)).toEqual(['looked into']);
  });

  it('takes 250 pages, and not one more', async () => {
    const ids = await triggerMany(250);
    expect((await bulk('acknowledge', ids)).every(({ status }) => status === 202)).toBe(true);
    expect((await bulk('note', ids, { message: 'all of them' })).every(({ status }) => status === 201)).toBe(true);
    expect(await send({ action: 'resolve', page_ids: [...ids, NOWHERE] })).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/page_ids' }, detail: expect.stringMatching(/250/) }] },
    });
    expect(await read(harness, ids[0] ?? '')).toMatchObject({ status: 'ACKNOWLEDGED' });
  });

  it.each([
    ['no pages', { action: 'resolve', page_ids: [] }, 'page_ids'],
    ['no action', { page_ids: [NOWHERE] }, 'action'],
    ['an unknown action', { action: 'escalate', page_ids: [NOWHERE] }, 'action'],
    ['a note without a message', { action: 'note', page_ids: [NOWHERE] }, 'message'],
    ['a message that nothing is done with', { action: 'resolve', page_ids: [NOWHERE], message: 'x' }, 'message'],
    ['a number among the ids', { action: 'resolve', page_ids: [1] }, 'page_ids'],
  ])('refuses %s as a whole', async (_, attributes, field) => {
    expect(await send(attributes)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: `/data/attributes/${field}` } }] },
    });
  });

  it('is not for observers', async () => {
    const id = await trigger(harness);
    const observer = harness.org.headersOf('observer');
    expect((await send({ action: 'resolve', page_ids: [id] }, observer)).status).toBe(403);
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
  });
});

describe('bulk under an idempotency key', () => {
  const withKey = (key: string, org = harness.org) => ({ ...org.adminHeaders, 'idempotency-key': key });
  const notesOf = async (id: string) => (await typesOf(id)).filter((type) => type === 'page.noted').length;

  it('answers the same and does nothing again for 24 hours', async () => {
    const id = await trigger(harness);
    const headers = withKey(randomUUID());
    const attributes = { action: 'note', page_ids: [id, NOWHERE], message: 'once' };
    const first = await send(attributes, headers);
    const second = await send(attributes, headers);
    expect(second.status).toBe(200);
    expect(second.body.data.attributes).toEqual(first.body.data.attributes);
    expect(await notesOf(id)).toBe(1);
    await harness.fastForward('24 hours 1 second');
    await send(attributes, headers);
    expect(await notesOf(id)).toBe(2);
  });

  it('refuses another body', async () => {
    const id = await trigger(harness);
    const headers = withKey(randomUUID());
    await send({ action: 'acknowledge', page_ids: [id] }, headers);
    expect(await send({ action: 'resolve', page_ids: [id] }, headers)).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'idempotency_key_reused' }] },
    });
    expect(await read(harness, id)).toMatchObject({ status: 'ACKNOWLEDGED' });
  });

  it('does it once when the same request comes twice at once', async () => {
    const ids = await triggerMany(20);
    const headers = withKey(randomUUID());
    const attributes = { action: 'note', page_ids: ids, message: 'once' };
    const answers = await Promise.all([send(attributes, headers), send(attributes, headers)]);
    expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toContain(200);
    for (const id of ids) expect(await notesOf(id)).toBe(1);
    expect((await send(attributes, headers)).status).toBe(200);
  });

  it('carries out what a process left undone that ended in the middle', async () => {
    const id = await trigger(harness);
    const key = randomUUID();
    const attributes = { action: 'note', page_ids: [id], message: 'late' };
    await send(attributes, withKey(key));
    await harness.database.query(`update page_bulk_requests r set results = null where r.key = $1`, [key]);
    expect(await send(attributes, withKey(key))).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'idempotency_key_in_use' }] },
    });
    await harness.fastForward('61 seconds');
    expect((await send(attributes, withKey(key))).status).toBe(200);
    expect(await notesOf(id)).toBe(2);
  });

  it('tries again only the pages for which the server could not answer', async () => {
    const [one = '', two = ''] = await triggerMany(2);
    const key = randomUUID();
    const attributes = { action: 'note', page_ids: [one, two], message: 'both' };
    await send(attributes, withKey(key));
    await harness.database.query(
      `update page_bulk_requests r set results = jsonb_set(r.results, '{1}', $2::jsonb) where r.key = $1`,
      [key, JSON.stringify({ reference: two, status: 503, errors: [] })],
    );
    const again = await send(attributes, withKey(key));
    expect(again.body.data.attributes.results).toMatchObject([{ status: 201 }, { page_id: two, status: 201 }]);
    expect([await notesOf(one), await notesOf(two)]).toEqual([1, 2]);
  });

  it('is another key in another organization', async () => {
    const id = await trigger(harness);
    const key = randomUUID();
    await send({ action: 'resolve', page_ids: [id] }, withKey(key));
    const theirs = await trigger(harness, { org: harness.otherOrg });
    const answer = await send({ action: 'resolve', page_ids: [theirs] }, withKey(key, harness.otherOrg));
    expect(answer).toMatchObject({ status: 200, body: { data: { attributes: { results: [{ status: 202 }] } } } });
  });
});
