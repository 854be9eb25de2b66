import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { startHarness, type Harness } from './support/harness.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const ofSchedule = (id: string) => `/api/unstable/on-call/schedules/${id}/calendar`;
const ofPerson = (id: string) => `/api/unstable/on-call/users/${id}/calendar`;
const headersOf = (role: 'admin' | 'manager' | 'responder' | 'observer') => harness.org.headersOf(role);

async function schedule(name: string, ...people: readonly string[]): Promise<string> {
  const layer = {
    ...{ name: 'Days', effective_date: '2026-01-01T00:00:00Z', rotation_start: '2026-01-01T08:00:00Z' },
    ...{ interval: { days: 1 }, members: people.map((id) => ({ user: { id } })) },
  };
  const attributes = { name, time_zone: 'Europe/Berlin', layers: [layer] };
  const body = { data: { type: 'schedules', attributes } };
  const answer = await harness.request('POST', '/api/v2/on-call/schedules', { body });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data.id as string;
}

/** Makes a private address and answers its path. */
async function address(path: string, headers = headersOf('admin')): Promise<string> {
  const answer = await harness.request('POST', path, { headers });
  expect(answer).toMatchObject({ status: 201, body: { data: { type: 'calendar_feeds' } } });
  return new URL(answer.body.data.attributes.url).pathname;
}

/** As a calendar program reads an address, which has no key. */
async function fetchCalendar(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${harness.url}${path}`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

function events(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
}

describe('calendars › of a schedule', () => {
  it('show whoever has the address the shifts with names, the same ones at every reading', async () => {
    const id = await schedule('Payments', harness.org.users.admin, harness.org.users.responder);
    const path = await address(ofSchedule(id));
    expect(path).toMatch(/^\/api\/unstable\/on-call\/calendars\/[\w-]{86}\.ics$/);
    const first = await fetchCalendar(path);
    expect(first).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8' });
    const shifts = events(first.text);
    expect(shifts.length).toBeGreaterThan(100);
    const summaries = [harness.org.names.admin, harness.org.names.responder].map((name) => `${name}: Payments`);
    expect([...new Set(shifts.map((each) => each.summary))].sort()).toEqual(summaries.sort());
    expect(shifts.every((each) => each.duration.toSeconds() === 86_400 || each.duration.toSeconds() % 3600 === 0)).toBe(
      true,
    );
    await harness.fastForward('25h');
    const later = events((await fetchCalendar(path)).text);
    const before = new Map(shifts.map((each) => [each.uid, each.startDate.toString()]));
    const kept = later.filter((each) => before.has(each.uid));
    expect(kept.length).toBeGreaterThanOrEqual(shifts.length - 2);
    expect(kept.every((each) => before.get(each.uid) === each.startDate.toString())).toBe(true);
  });

  it('are JSON for who accepts only that', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const path = await address(ofSchedule(id));
    const answer = await fetchCalendar(path, { accept: 'application/json' });
    expect(answer).toMatchObject({ status: 200, type: expect.stringContaining('json') });
    const { data } = JSON.parse(answer.text) as { data: readonly any[] };
    const uids = events((await fetchCalendar(path, { accept: 'text/calendar, application/json;q=0.5' })).text);
    expect(data.map((each) => each.id)).toEqual(uids.map((each) => each.uid));
    expect(data[0]).toMatchObject({
      type: 'shifts',
      attributes: { summary: `${harness.org.names.admin}: Payments` },
      relationships: { user: { data: { id: harness.org.users.admin } }, schedule: { data: { id } } },
    });
  });

  it('show the maker only what their role may see', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const path = await address(ofSchedule(id), headersOf('observer'));
    const summaries = events((await fetchCalendar(path)).text).map((each) => each.summary);
    expect(new Set(summaries)).toEqual(new Set(['On call: Payments']));
  });

  it('note whose names they showed', async () => {
    const id = await schedule('Payments', harness.org.users.responder);
    await fetchCalendar(await address(ofSchedule(id)));
    const read = await harness.database.query(
      `select a.actor_id from audit a where a.action = 'personal_data.read' and a.resource_id = $1`,
      [id],
    );
    expect(read).toEqual([{ actor_id: harness.org.users.admin }]);
  });

  it('are open to those who have a key, too', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const answer = await fetchCalendar(ofSchedule(id), headersOf('responder'));
    expect(answer).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8' });
    expect(await fetchCalendar(ofSchedule(id))).toMatchObject({ status: 401 });
    expect(await fetchCalendar(ofSchedule(id), harness.otherOrg.adminHeaders)).toMatchObject({ status: 404 });
  });
});

describe('calendars › of a person', () => {
  it('show their own shifts of all schedules, and nobody else’s', async () => {
    const { manager, responder } = harness.org.users;
    await schedule('Search', manager, responder);
    const id = await schedule('Storage', responder);
    const added = await harness.request('POST', `/api/unstable/on-call/schedules/${id}/overrides`, {
      body: {
        data: {
          type: 'schedule_overrides',
          attributes: { kind: 'add', user_id: manager, end: (await now()).add({ hours: 3 }).toString() },
        },
      },
    });
    expect(added).toMatchObject({ status: 201 });
    const path = await address(ofPerson(manager), headersOf('manager'));
    const shifts = events((await fetchCalendar(path)).text);
    expect(shifts.filter((each) => each.summary === 'On call: Storage')).toHaveLength(1);
    const search = shifts.filter((each) => each.summary === 'On call: Search');
    expect(search.length).toBeGreaterThanOrEqual(50);
    expect(search.length).toBeLessThanOrEqual(54);
  });

  it('are made by the person alone, and revoked by an admin as well', async () => {
    const { manager } = harness.org.users;
    expect(await harness.request('POST', ofPerson(manager))).toMatchObject({ status: 403 });
    const path = await address(ofPerson(manager), headersOf('manager'));
    const asResponder = { headers: headersOf('responder') };
    expect(await harness.request('DELETE', ofPerson(manager), asResponder)).toMatchObject({ status: 403 });
    expect(await fetchCalendar(path)).toMatchObject({ status: 200 });
    expect(await harness.request('DELETE', ofPerson(manager))).toMatchObject({ status: 204 });
    expect(await fetchCalendar(path)).toMatchObject({ status: 404 });
    expect(await harness.request('DELETE', ofPerson(manager))).toMatchObject({ status: 404 });
  });

  it('are not those of another organization', async () => {
    const { manager } = harness.org.users;
    const headers = harness.otherOrg.adminHeaders;
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      expect(await harness.request(method, ofPerson(manager), { headers })).toMatchObject({ status: 404 });
    }
    expect(await harness.request('POST', ofPerson(NOWHERE))).toMatchObject({ status: 404 });
  });
});

describe('calendars › private addresses', () => {
  it('are one for each person and schedule: the next one revokes it', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const [mine, others] = [await address(ofSchedule(id)), await address(ofSchedule(id), headersOf('manager'))];
    const next = await address(ofSchedule(id));
    expect(await fetchCalendar(mine)).toMatchObject({ status: 404 });
    for (const path of [others, next]) expect(await fetchCalendar(path)).toMatchObject({ status: 200 });
    expect(await harness.request('DELETE', ofSchedule(id))).toMatchObject({ status: 204 });
    expect(await fetchCalendar(next)).toMatchObject({ status: 404 });
    expect(await fetchCalendar(others)).toMatchObject({ status: 200 });
  });

  it('leave exactly one when one person makes several at once', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const paths = await Promise.all(Array.from({ length: 6 }, () => address(ofSchedule(id))));
    const statuses = await Promise.all(paths.map(async (path) => (await fetchCalendar(path)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(5);
  });

  it('end with their schedule, and with the person who made them', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const path = await address(ofSchedule(id), headersOf('responder'));
    const { responder } = harness.org.users;
    const disable = (disabled: boolean) =>
      harness.request('PATCH', `/api/v2/users/${responder}`, {
        body: { data: { type: 'users', id: responder, attributes: { disabled } } },
      });
    expect(await disable(true)).toMatchObject({ status: 200 });
    expect(await fetchCalendar(path)).toMatchObject({ status: 404 });
    expect(await disable(false)).toMatchObject({ status: 200 });
    expect(await fetchCalendar(path)).toMatchObject({ status: 200 });
    expect(await harness.request('DELETE', `/api/v2/on-call/schedules/${id}`)).toMatchObject({ status: 204 });
    expect(await fetchCalendar(path)).toMatchObject({ status: 404 });
  });

  it('are kept as hashes only, and never in the audit', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const token = (await address(ofSchedule(id))).split('/').at(-1)?.replace('.ics', '') ?? '';
    const rows = await harness.database.query(
      `select to_jsonb(f)::text as row from calendar_feeds f union all select to_jsonb(a)::text from audit a`,
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some(({ row }) => (row as string).includes(token))).toBe(false);
    const made = await harness.database.query(
      `select a.after from audit a where a.action = 'calendar_feed.created' and a.after ->> 'scheduleId' = $1`,
      [id],
    );
    expect(made).toHaveLength(1);
  });

  it('open nothing with a token that is not whole', async () => {
    const id = await schedule('Payments', harness.org.users.admin);
    const path = await address(ofSchedule(id));
    expect(await fetchCalendar(path.replace('.ics', ''))).toMatchObject({ status: 200 });
    const forged = `${path.slice(0, -6)}${path.slice(-6, -5) === 'A' ? 'B' : 'A'}${path.slice(-5)}`;
    for (const other of [forged, path.slice(0, -5), `${path}/x`, `/api/unstable/on-call/calendars/${NOWHERE}`]) {
      expect(await fetchCalendar(other)).toMatchObject({ status: 404 });
    }
  });
});

async function now(): Promise<Temporal.Instant> {
  const [row] = await harness.database.query<{ at: Date }>('select test_clock.clock_timestamp() as at');
  return Temporal.Instant.fromEpochMilliseconds(row?.at.getTime() ?? 0);
}
