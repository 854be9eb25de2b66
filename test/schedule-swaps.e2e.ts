import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../src/capabilities/auth/index.js';
import { startHarness, type Harness } from './support/harness.js';

const SCHEDULES = '/api/v2/on-call/schedules';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const path = (schedule: string, rest = '') => `/api/unstable/on-call/schedules/${schedule}/swaps${rest}`;

/** Daily turns of the people in order; the first one's begins at the last midnight in UTC. */
async function schedule(...people: readonly Role[]): Promise<string> {
  const midnight = (await now()).toZonedDateTimeISO('UTC').startOfDay().toInstant().toString();
  const layer = {
    ...{ name: 'Days', effective_date: midnight, rotation_start: midnight, interval: { days: 1 } },
    members: people.map((role) => ({ user: { id: harness.org.users[role] } })),
  };
  const attributes = { name: 'Payments', time_zone: 'UTC', layers: [layer] };
  const answer = await harness.request('POST', SCHEDULES, { body: { data: { type: 'schedules', attributes } } });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data.id as string;
}

async function now(): Promise<Temporal.Instant> {
  const [row] = await harness.database.query<{ at: Date }>('select test_clock.clock_timestamp() as at');
  return Temporal.Instant.fromEpochMilliseconds(row?.at.getTime() ?? 0);
}

/** Tomorrow at these hours in UTC. */
async function tomorrow(from: number, until: number): Promise<{ start: string; end: string }> {
  const day = (await now()).toZonedDateTimeISO('UTC').startOfDay().add({ days: 1 });
  const at = (hours: number) => day.add({ hours }).toInstant().toString();
  return { start: at(from), end: at(until) };
}

/** Moves the time to six o'clock, so that noon of the same day is ahead. */
async function untilMorning(): Promise<void> {
  const at = (await now()).toZonedDateTimeISO('UTC');
  const minutes = at.startOfDay().add({ days: 1, hours: 6 }).since(at).total('minute');
  await harness.fastForward(`${Math.ceil(minutes)} minutes`);
}

function offer(id: string, role: Role, attributes: object) {
  const body = { data: { type: 'schedule_swaps', attributes } };
  return harness.request('POST', path(id), { headers: harness.org.headersOf(role), body });
}

async function offered(id: string, role: Role, attributes: object): Promise<string> {
  const answer = await offer(id, role, attributes);
  expect(answer).toMatchObject({ status: 201, body: { data: { attributes: { state: 'open' } } } });
  return answer.body.data.id as string;
}

function act(id: string, swap: string, verb: 'take' | 'cancel', role: Role) {
  return harness.request('POST', path(id, `/${swap}/${verb}`), { headers: harness.org.headersOf(role) });
}

async function onCall(id: string, at: string): Promise<Role | undefined> {
  const answer = await harness.request('GET', `${SCHEDULES}/${id}/on-call?filter[at_ts]=${at}`);
  expect(answer).toMatchObject({ status: 200 });
  const found = answer.body.data?.relationships.user.data.id as string | undefined;
  return (Object.entries(harness.org.users) as [Role, string][]).find(([, userId]) => userId === found)?.[0];
}

describe('swaps › take', () => {
  it('puts the taker on call in place of the one who offers, for that time only', async () => {
    const id = await schedule('manager', 'responder');
    const swap = await offered(id, 'responder', { ...(await tomorrow(8, 12)), reason: 'Dentist' });
    const [before, during, after] = [await tomorrow(7, 8), await tomorrow(8, 12), await tomorrow(12, 13)];
    expect(await onCall(id, during.start)).toBe('responder');
    const taken = await act(id, swap, 'take', 'manager');
    expect(taken).toMatchObject({
      status: 200,
      body: {
        data: {
          ...{ type: 'schedule_swaps', id: swap },
          attributes: { state: 'taken', reason: 'Dentist', ...during },
          relationships: {
            offered_by: { data: { type: 'users', id: harness.org.users.responder } },
            taken_by: { data: { type: 'users', id: harness.org.users.manager } },
          },
        },
      },
    });
    expect(await onCall(id, before.start)).toBe('responder');
    expect(await onCall(id, during.start)).toBe('manager');
    expect(await onCall(id, after.start)).toBe('responder');
    const override = taken.body.data.relationships.override.data.id as string;
    const got = await harness.request('GET', `/api/unstable/on-call/schedules/${id}/overrides/${override}`);
    expect(got.body.data).toMatchObject({
      attributes: { kind: 'replace' },
      relationships: { created_by: { data: { id: harness.org.users.manager } } },
    });
  });

  it('lets one of many who take it at the same moment win', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    const answers = await Promise.all(
      (['manager', 'admin', 'manager', 'admin'] as const).map((role) => act(id, swap, 'take', role)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const overrides = await harness.request('GET', `/api/unstable/on-call/schedules/${id}/overrides`);
    expect(overrides.body.data).toHaveLength(1);
  });

  it('lets either the taking or the cancelling win', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    const [taken, cancelled] = await Promise.all([
      act(id, swap, 'take', 'manager'),
      act(id, swap, 'cancel', 'responder'),
    ]);
    expect([taken.status, cancelled.status].sort()).toEqual([200, 409]);
    const expected = taken.status === 200 ? ['taken', 1] : ['cancelled', 0];
    const read = await harness.request('GET', path(id, `/${swap}`));
    const overrides = await harness.request('GET', `/api/unstable/on-call/schedules/${id}/overrides`);
    expect([read.body.data.attributes.state, overrides.body.data.length]).toEqual(expected);
  });

  it('begins now when the shift is under way', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', { end: (await now()).add({ hours: 3 }).toString() });
    await harness.fastForward('1 hour');
    const taken = await act(id, swap, 'take', 'manager');
    expect(taken).toMatchObject({ status: 200 });
    expect(await onCall(id, (await now()).toString())).toBe('manager');
    expect(await onCall(id, (await now()).subtract({ minutes: 30 }).toString())).toBe('responder');
  });

  it('is refused for one’s own shift', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    expect(await act(id, swap, 'take', 'responder')).toMatchObject({ status: 403 });
  });

  it('is refused when the shift is no longer theirs, or an override contradicts, and leaves the offer open', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    const attributes = {
      ...{ kind: 'replace', user_id: harness.org.users.admin, replaced_user_id: harness.org.users.responder },
      ...(await tomorrow(11, 12)),
    };
    const made = await harness.request('POST', `/api/unstable/on-call/schedules/${id}/overrides`, {
      body: { data: { type: 'schedule_overrides', attributes } },
    });
    expect(made).toMatchObject({ status: 201 });
    const refused = await act(id, swap, 'take', 'manager');
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ code: 'swap_outdated' }] } });
    const read = await harness.request('GET', path(id, `/${swap}`));
    expect(read.body.data.attributes.state).toBe('open');
  });

  it('is refused after its time', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', { end: (await now()).add({ hours: 1 }).toString() });
    await harness.fastForward('2 hours');
    for (const verb of ['take', 'cancel'] as const) {
      const answer = await act(id, swap, verb, 'admin');
      expect(answer).toMatchObject({ status: 409, body: { errors: [{ code: 'swap_expired' }] } });
    }
    const read = await harness.request('GET', path(id, `/${swap}`));
    expect(read.body.data.attributes.state).toBe('expired');
  });

  it('outlives its override, which someone may remove', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    const taken = await act(id, swap, 'take', 'manager');
    const override = taken.body.data.relationships.override.data.id as string;
    const removed = await harness.request('DELETE', `/api/unstable/on-call/schedules/${id}/overrides/${override}`);
    expect(removed).toMatchObject({ status: 204 });
    const read = await harness.request('GET', path(id, `/${swap}`));
    expect(read.body.data.attributes.state).toBe('taken');
    expect(read.body.data.relationships).not.toHaveProperty('override');
  });
});

describe('swaps › offer', () => {
  it('takes a part of a shift, and several shifts in a row', async () => {
    const id = await schedule('responder');
    await offered(id, 'responder', await tomorrow(-3, 30));
    const { start } = await tomorrow(48, 49);
    await offered(id, 'responder', { start, end: Temporal.Instant.from(start).add({ minutes: 5 }).toString() });
  });

  it.each([
    ['a time in the past', () => tomorrow(-48, 12), '/data/attributes/start'],
    ['an end before the start', () => tomorrow(12, 8), '/data/attributes/end'],
    ['more than 100 days', () => tomorrow(0, 101 * 24), '/data/attributes/end'],
  ])('refuses %s', async (_, times, pointer) => {
    await untilMorning();
    const id = await schedule('manager', 'responder');
    const answer = await offer(id, 'responder', await times());
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer } }] } });
  });

  it.each([
    ['a time of another person', () => tomorrow(-12, -6)],
    ['a time that is theirs in part', () => tomorrow(12, 30)],
  ])('refuses %s', async (_, times) => {
    await untilMorning();
    const answer = await offer(await schedule('manager', 'responder'), 'responder', await times());
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ code: 'not_on_call' }] } });
  });

  it('refuses what they offer already, until that is cancelled', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    expect(await offer(id, 'responder', await tomorrow(11, 13))).toMatchObject({ status: 409 });
    expect(await act(id, swap, 'cancel', 'responder')).toMatchObject({
      status: 200,
      body: { data: { attributes: { state: 'cancelled' } } },
    });
    await offered(id, 'responder', await tomorrow(11, 13));
    expect(await act(id, swap, 'take', 'manager')).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'swap_cancelled' }] },
    });
  });

  it('is cancelled by its owner or someone who may change the schedule', async () => {
    const id = await schedule('manager', 'responder');
    const [mine, theirs] = [await tomorrow(24, 30), await tomorrow(8, 12)];
    const managers = await offered(id, 'manager', mine);
    expect(await act(id, managers, 'cancel', 'responder')).toMatchObject({ status: 403 });
    const responders = await offered(id, 'responder', theirs);
    expect(await act(id, responders, 'cancel', 'manager')).toMatchObject({ status: 200 });
  });
});

describe('swaps › whose they are', () => {
  it('lists by start, and by state', async () => {
    const id = await schedule('responder');
    const late = await offered(id, 'responder', await tomorrow(8, 12));
    const early = await offered(id, 'responder', await tomorrow(2, 4));
    await act(id, late, 'cancel', 'responder');
    const ids = async (query: string) => {
      const answer = await harness.request('GET', path(id, query), { headers: harness.org.headersOf('observer') });
      expect(answer).toMatchObject({ status: 200 });
      return answer.body.data.map((each: { id: string }) => each.id) as string[];
    };
    expect(await ids('')).toEqual([early, late]);
    expect(await ids('?filter[state]=open')).toEqual([early]);
    expect(await ids('?filter[state]=cancelled')).toEqual([late]);
    expect(await ids('?filter[state]=expired')).toEqual([]);
    expect(await ids('?page[size]=1&page[number]=1')).toEqual([late]);
  });

  it('answers a foreign schedule and a foreign swap as missing ones', async () => {
    const [id, other] = [await schedule('responder'), await schedule('responder')];
    const swap = await offered(id, 'responder', await tomorrow(8, 12));
    const headers = harness.otherOrg.adminHeaders;
    const body = { data: { type: 'schedule_swaps', attributes: await tomorrow(8, 12) } };
    for (const answer of [
      await harness.request('GET', path(id), { headers }),
      await harness.request('POST', path(id), { headers, body }),
      await harness.request('GET', path(id, `/${swap}`), { headers }),
      await harness.request('POST', path(id, `/${swap}/take`), { headers }),
      await harness.request('POST', path(id, `/${swap}/cancel`), { headers }),
      await act(other, swap, 'take', 'manager'),
    ]) {
      expect(answer).toMatchObject({ status: 404 });
    }
  });

  it('records who did what', async () => {
    const id = await schedule('responder');
    const swap = await offered(id, 'responder', { ...(await tomorrow(8, 12)), reason: 'Kim is ill' });
    await act(id, swap, 'take', 'manager');
    const rows = await harness.database.query<{ action: string; actor_id: string; facts: string }>(
      `select a.action, a.actor_id, concat(a.before::text, a.after::text) as facts from audit a
        where a.resource_id = $1 or a.after ->> 'scheduleId' = $2 order by a.id`,
      [swap, id],
    );
    const { responder, manager } = harness.org.users;
    expect(rows.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['schedule_swap.offered', responder],
      ['schedule_override.created', manager],
      ['schedule_swap.taken', manager],
    ]);
    expect(rows.map(({ facts }) => facts).join()).not.toContain('Kim');
  });
});
