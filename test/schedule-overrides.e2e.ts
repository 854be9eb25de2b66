import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';

const SCHEDULES = '/api/v2/on-call/schedules';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const user = (index: number) => harness.org.userIds[index] ?? '';
const path = (schedule: string, rest = '') => `/api/unstable/on-call/schedules/${schedule}/overrides${rest}`;

/** Layers from top to bottom, each with the one person who always has it. */
async function schedule(...people: readonly number[]): Promise<string> {
  const layers = people.map((index) => ({
    name: `Layer of ${index}`,
    effective_date: '2026-01-01T00:00:00Z',
    rotation_start: '2026-01-01T00:00:00Z',
    interval: { days: 1 },
    members: [{ user: { id: user(index) } }],
  }));
  const attributes = { name: 'Payments', time_zone: 'Europe/Berlin', layers };
  const answer = await harness.request('POST', SCHEDULES, { body: { data: { type: 'schedules', attributes } } });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data.id as string;
}

async function now(): Promise<Temporal.Instant> {
  const [row] = await harness.database.query<{ at: Date }>('select test_clock.clock_timestamp() as at');
  return Temporal.Instant.fromEpochMilliseconds(row?.at.getTime() ?? 0);
}

/** From `from` to `until` hours after now. */
async function hours(from: number, until: number): Promise<{ start: string; end: string }> {
  const at = await now();
  const moment = (after: number) => at.add({ minutes: Math.round(after * 60) }).toString();
  return { start: moment(from), end: moment(until) };
}

const add = (index: number) => ({ kind: 'add', user_id: user(index) });
const remove = (index: number) => ({ kind: 'remove', replaced_user_id: user(index) });
const replace = (gone: number, come: number) => ({
  kind: 'replace',
  replaced_user_id: user(gone),
  user_id: user(come),
});

function post(id: string, attributes: object, headers = harness.org.adminHeaders) {
  return harness.request('POST', path(id), {
    headers,
    body: { data: { type: 'schedule_overrides', attributes } },
  });
}

async function override(id: string, attributes: object): Promise<string> {
  const answer = await post(id, attributes);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data.id as string;
}

/** Place in the organization of who is on call now, or undefined. */
async function onCall(id: string): Promise<number | undefined> {
  const answer = await harness.request('GET', `${SCHEDULES}/${id}/on-call`);
  expect(answer).toMatchObject({ status: 200 });
  const found = answer.body.data?.relationships.user.data.id as string | undefined;
  return found === undefined ? undefined : harness.org.userIds.indexOf(found);
}

describe('overrides › who is on call', () => {
  it.each([
    ['an add puts someone over all layers', () => add(2), 2],
    ['a replacement stands in for the one who would be on call', () => replace(0, 2), 2],
    ['a replacement of someone who is not on call changes nothing', () => replace(1, 2), 0],
    ['a removed person falls through to the layer below', () => remove(0), 1],
  ] as const)('%s, inside its window only', async (_, attributes, expected) => {
    const id = await schedule(0, 1);
    await override(id, { ...attributes(), ...(await hours(1, 2)) });
    expect(await onCall(id)).toBe(0);
    await harness.fastForward('1 hour 1 minute');
    expect(await onCall(id)).toBe(expected);
    await harness.fastForward('1 hour');
    expect(await onCall(id)).toBe(0);
  });

  it('leaves nobody when the only one is removed', async () => {
    const id = await schedule(0);
    await override(id, { ...remove(0), end: (await hours(0, 1)).end });
    expect(await onCall(id)).toBeUndefined();
  });

  it('ends the shift of the one it replaces, and begins it again', async () => {
    const id = await schedule(0);
    const { start, end } = await hours(0, 1);
    await override(id, { ...replace(0, 2), end });
    const include = 'filter[position]=current,next&include=responders.shifts';
    const answer = await harness.request('GET', `${SCHEDULES}/${id}/responders?${include}`);
    const shifts = answer.body.included.filter((each: { type: string }) => each.type === 'shifts');
    expect(shifts).toMatchObject([
      { relationships: { user: { data: { id: user(2) } } } },
      { relationships: { user: { data: { id: user(0) } } } },
    ]);
    expect(Temporal.Instant.from(shifts[0].attributes.end).equals(end)).toBe(true);
    expect(Temporal.Instant.compare(start, shifts[1].attributes.start)).toBe(-1);
  });

  it('does not count while the one it calls in is disabled', async () => {
    const id = await schedule(0);
    await override(id, { ...replace(0, 3), end: (await hours(0, 1)).end });
    expect(await onCall(id)).toBe(3);
    await disable(user(3), true);
    expect(await onCall(id)).toBe(0);
    await disable(user(3), false);
  });

  it('stays when the schedule is replaced', async () => {
    const id = await schedule(0);
    await override(id, { ...add(2), end: (await hours(0, 1)).end });
    const body = { data: { type: 'schedules', id, attributes: { name: 'Payments', time_zone: 'UTC', layers: [] } } };
    expect(await harness.request('PUT', `${SCHEDULES}/${id}`, { body })).toMatchObject({ status: 200 });
    expect(await onCall(id)).toBe(2);
  });
});

function disable(id: string, disabled: boolean) {
  return harness.database.query(
    `update users set status = $3, disabled_at = case when $4 then clock_timestamp() end where org_id = $1 and id = $2`,
    [harness.org.orgId, id, disabled ? 'Disabled' : 'Active', disabled],
  );
}

describe('overrides › conflicts', () => {
  it.each([
    ['two adds', () => add(1), () => add(2)],
    ['the same add twice', () => add(1), () => add(1)],
    ['two stand-ins for one person', () => replace(0, 1), () => replace(0, 2)],
    ['a stand-in for someone who is removed', () => remove(0), () => replace(0, 1)],
    ['a stand-in for a stand-in', () => replace(0, 1), () => replace(1, 2)],
    ['an add of someone who is removed', () => remove(1), () => add(1)],
  ] as const)('refuses %s at the same time, and names the other', async (_, first, second) => {
    const id = await schedule(0);
    const earlier = await override(id, { ...first(), ...(await hours(1, 5)) });
    const refused = await post(id, { ...second(), ...(await hours(4, 6)) });
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.body.errors[0].detail).toContain(earlier);
    expect(await harness.request('GET', path(id))).toMatchObject({ body: { meta: { page: { total: 1 } } } });
    await override(id, { ...second(), ...(await hours(5.1, 6)) });
  });

  it.each([
    ['one person standing in for two', () => replace(0, 2), () => replace(1, 2)],
    ['two people removed', () => remove(0), () => remove(1)],
    ['an add while others are replaced', () => replace(0, 1), () => add(2)],
  ] as const)('allows %s at the same time', async (_, first, second) => {
    const id = await schedule(0, 1);
    await override(id, { ...first(), ...(await hours(1, 5)) });
    await override(id, { ...second(), ...(await hours(2, 4)) });
  });

  it('does not mind what another schedule has', async () => {
    const [one, two] = [await schedule(0), await schedule(0)];
    for (const id of [one, two]) await override(id, { ...remove(0), ...(await hours(1, 2)) });
  });

  it('lets one of two that are written at the same moment win', async () => {
    const id = await schedule(0);
    const window = await hours(1, 2);
    const answers = await Promise.all([1, 2, 1, 2].map((index) => post(id, { ...replace(0, index), ...window })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const winner = answers.find(({ status }) => status === 201)?.body.data.id as string;
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body.errors[0]).toMatchObject({ code: 'override_conflict' });
      expect(body.errors[0].detail).toContain(winner);
    }
  });

  it('has a constraint for it, whoever writes', async () => {
    const id = await schedule(0);
    await override(id, { ...replace(0, 1), ...(await hours(1, 2)) });
    await expect(
      harness.database.query(
        `with copied as (
           insert into schedule_overrides select o.org_id, $2, o.schedule_id, o.user_id, o.replaced_user_id, o.starts_at,
                  o.ends_at, o.reason, o.created_by, o.created_at, o.modified_at
             from schedule_overrides o where o.schedule_id = $1)
         insert into schedule_override_claims select c.org_id, $2, c.schedule_id, c.subject, c.alone, c.starts_at, c.ends_at
           from schedule_override_claims c where c.schedule_id = $1`,
        [id, '00000000-0000-0000-0000-00000000beef'],
      ),
    ).rejects.toMatchObject({ code: '23P01', constraint: 'schedule_override_claims_once' });
  });
});

describe('overrides › bad input', () => {
  const AT = '/data/attributes';
  it.each<[string, () => object, string]>([
    ['an unknown kind', () => ({ kind: 'swap' }), `${AT}/kind`],
    ['an add of nobody', () => ({ kind: 'add' }), `${AT}/user_id`],
    ['an add that replaces', () => ({ ...add(1), replaced_user_id: user(0) }), `${AT}/replaced_user_id`],
    ['a replacement of nobody', () => ({ ...add(1), kind: 'replace' }), `${AT}/replaced_user_id`],
    ['a replacement by nobody', () => ({ ...remove(1), kind: 'replace' }), `${AT}/user_id`],
    ['someone replaced by themselves', () => replace(1, 1), `${AT}/replaced_user_id`],
    ['a removal that adds', () => ({ ...remove(1), user_id: user(0) }), `${AT}/user_id`],
    ['an unknown person', () => ({ kind: 'add', user_id: NOWHERE }), `${AT}/user_id`],
    ['a foreign person', () => ({ kind: 'add', user_id: harness.otherOrg.userIds[0] }), `${AT}/user_id`],
    [
      'a foreign absentee',
      () => ({ kind: 'remove', replaced_user_id: harness.otherOrg.userIds[0] }),
      `${AT}/replaced_user_id`,
    ],
    ['an unknown attribute', () => ({ ...add(1), colour: 'red' }), `${AT}/colour`],
    ['a long reason', () => ({ ...add(1), reason: 'x'.repeat(501) }), `${AT}/reason`],
  ])('refuses %s', async (_, attributes, pointer) => {
    const id = await schedule(0);
    const answer = await post(id, { ...(await hours(1, 2)), ...attributes() });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.errors.map((error: { source: object }) => error.source)).toEqual([{ pointer }]);
  });

  it.each<[string, [number, number], string]>([
    ['a start in the past', [-0.1, 1], `${AT}/start`],
    ['an end before the start', [2, 1], `${AT}/end`],
    ['no length', [1, 1], `${AT}/end`],
    ['more than 400 days', [1, 1 + 400 * 24 + 0.1], `${AT}/end`],
  ])('refuses %s', async (_, [from, until], pointer) => {
    const id = await schedule(0);
    const answer = await post(id, { ...add(1), ...(await hours(from, until)) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer } }] } });
  });

  it('refuses an end in the past, a year 99999 and no end at all', async () => {
    const id = await schedule(0);
    for (const times of [{ end: '2020-01-01T00:00:00Z' }, { end: '99999-01-01T00:00:00Z' }, {}]) {
      const answer = await post(id, { ...add(1), ...times });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer: `${AT}/end` } }] } });
    }
  });

  it('refuses a disabled stand-in', async () => {
    const id = await schedule(0);
    await disable(user(3), true);
    const answer = await post(id, { ...add(3), ...(await hours(1, 2)) });
    await disable(user(3), false);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer: `${AT}/user_id` } }] } });
  });

  it('refuses the 501st that has not ended', async () => {
    const id = await schedule(0);
    await harness.database.query(
      `insert into schedule_overrides (org_id, id, schedule_id, user_id, starts_at, ends_at, created_by, created_at, modified_at)
       select $1, gen_random_uuid(), $2, $3, c.at + n * interval '1 day', c.at + n * interval '1 day' + interval '1 hour', $3, c.at, c.at
         from generate_series(1, 500) n, test_clock.clock_timestamp() c (at)`,
      [harness.org.orgId, id, user(0)],
    );
    expect(await post(id, { ...remove(0), ...(await hours(1, 2)) })).toMatchObject({ status: 429 });
  });
});

describe('overrides › list, get, delete', () => {
  it('answers an override as it was made, in the zone of the schedule', async () => {
    const id = await schedule(0);
    const made = await post(id, { ...replace(0, 1), ...(await hours(1, 2)), reason: 'Dentist' });
    expect(made.body.data).toMatchObject({
      type: 'schedule_overrides',
      attributes: { kind: 'replace', reason: 'Dentist' },
      relationships: {
        user: { data: { type: 'users', id: user(1) } },
        replaced_user: { data: { type: 'users', id: user(0) } },
        created_by: { data: { type: 'users', id: harness.org.users.admin } },
      },
    });
    expect(made.body.data.attributes.start).toMatch(/\+0[12]:00$/);
    const got = await harness.request('GET', path(id, `/${made.body.data.id as string}`));
    expect(got).toMatchObject({ status: 200 });
    expect(got.body).toEqual(made.body);
  });

  it('lists those that have not ended, or those of a span, by start', async () => {
    const id = await schedule(0);
    const soon = await override(id, { ...remove(0), ...(await hours(1, 2)) });
    const later = await override(id, { ...add(1), ...(await hours(10, 12)) });
    const ids = async (query: string) => {
      const answer = await harness.request('GET', path(id, `?${query}`));
      expect(answer).toMatchObject({ status: 200 });
      return answer.body.data.map((each: { id: string }) => each.id) as string[];
    };
    expect(await ids('')).toEqual([soon, later]);
    expect(await ids('page[size]=1&page[number]=1')).toEqual([later]);
    const { start, end } = await hours(1.5, 3);
    expect(await ids(`filter[end]=${end}`)).toEqual([soon]);
    expect(await ids(`filter[start]=${end}`)).toEqual([later]);
    expect(await ids(`filter[start]=${start}&filter[end]=${end}`)).toEqual([soon]);
    await harness.fastForward('3 hours');
    expect(await ids('')).toEqual([later]);
    expect(await ids(`filter[start]=${start}`)).toEqual([soon, later]);
  });

  it('removes one that has not begun, ends one that is under way, and refuses one that is over', async () => {
    const id = await schedule(0);
    const ahead = await override(id, { ...add(1), ...(await hours(5, 6)) });
    expect(await harness.request('DELETE', path(id, `/${ahead}`))).toMatchObject({ status: 204 });
    expect(await harness.request('GET', path(id, `/${ahead}`))).toMatchObject({ status: 404 });
    const running = await override(id, { ...add(1), end: (await hours(0, 4)).end });
    await harness.fastForward('1 hour');
    expect(await onCall(id)).toBe(1);
    expect(await harness.request('DELETE', path(id, `/${running}`))).toMatchObject({ status: 204 });
    expect(await onCall(id)).toBe(0);
    const was = await harness.request('GET', path(id, `/${running}`));
    expect(Temporal.Instant.compare(was.body.data.attributes.end, await now())).toBeLessThanOrEqual(0);
    expect(await harness.request('DELETE', path(id, `/${running}`))).toMatchObject({ status: 409 });
    // its time is free again
    await override(id, { ...add(2), end: (await hours(0, 2)).end });
  });

  it('goes with its schedule', async () => {
    const id = await schedule(0);
    await override(id, { ...add(1), ...(await hours(1, 2)) });
    expect(await harness.request('DELETE', `${SCHEDULES}/${id}`)).toMatchObject({ status: 204 });
    const left = await harness.database.query('select 1 from schedule_overrides where schedule_id = $1', [id]);
    expect(left).toEqual([]);
  });
});

describe('overrides › whose they are', () => {
  it('answers a foreign schedule and a foreign override as missing ones', async () => {
    const [id, other] = [await schedule(0), await schedule(0)];
    const made = await override(id, { ...add(1), ...(await hours(1, 2)) });
    const headers = harness.otherOrg.adminHeaders;
    const body = { data: { type: 'schedule_overrides', attributes: { ...add(1), ...(await hours(1, 2)) } } };
    for (const answer of [
      await harness.request('GET', path(id), { headers }),
      await harness.request('POST', path(id), { headers, body }),
      await harness.request('GET', path(id, `/${made}`), { headers }),
      await harness.request('DELETE', path(id, `/${made}`), { headers }),
      await harness.request('GET', path(other, `/${made}`)),
      await harness.request('DELETE', path(other, `/${made}`)),
    ]) {
      expect(answer).toMatchObject({ status: 404 });
    }
  });

  it('lets managers write, and responders read only', async () => {
    const id = await schedule(0);
    const attributes = { ...add(1), ...(await hours(1, 2)) };
    expect((await post(id, attributes, harness.org.headersOf('responder'))).status).toBe(403);
    expect((await post(id, attributes, harness.org.headersOf('manager'))).status).toBe(201);
    const headers = harness.org.headersOf('observer');
    expect((await harness.request('GET', path(id), { headers })).status).toBe(200);
  });

  it('records who did what; of a reason only that there is one', async () => {
    const id = await schedule(0);
    const made = await override(id, { ...replace(0, 1), ...(await hours(1, 2)), reason: 'Kim is ill' });
    await harness.request('DELETE', path(id, `/${made}`));
    const rows = await harness.database.query<{ action: string; actor_id: string; facts: string }>(
      `select a.action, a.actor_id, concat(a.before::text, a.after::text) as facts
         from audit a where a.resource_type = 'schedule_override' and a.resource_id = $1 order by a.id`,
      [made],
    );
    expect(rows.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['schedule_override.created', harness.org.users.admin],
      ['schedule_override.deleted', harness.org.users.admin],
    ]);
    for (const { facts } of rows) {
      expect(facts).toContain(user(1));
      expect(facts).not.toContain('Kim');
    }
  });
});
