import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onCallKey, SchedulesReader, type SchedulePosition } from '../src/features/schedules/index.js';
import type { OrgId, ScheduleId } from '../src/kernel/index.js';
import { EngineUnitOfWork, UnitOfWork } from '../src/platform/database/index.js';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';

const PATH = '/api/v2/on-call/schedules';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const admin = () => harness.org.adminHeaders;
const user = (index: number) => harness.org.userIds[index] ?? '';
const member = (id: string) => ({ user: { id } });
const teams = (...ids: string[]) => ({ teams: { data: ids.map((id) => ({ type: 'teams', id })) } });

function layer(changes: object = {}): object {
  return {
    name: 'Weekdays',
    effective_date: '2026-01-01T00:00:00Z',
    rotation_start: '2026-01-01T09:00:00Z',
    interval: { days: 1 },
    members: [member(user(0)), member(user(1))],
    ...changes,
  };
}

function scheduleBody(changes: object = {}, rest: object = {}) {
  const attributes = { name: 'Payments', time_zone: 'Europe/Berlin', layers: [layer()], ...changes };
  return { data: { type: 'schedules', attributes, ...rest } };
}

interface Resource {
  readonly type: string;
  readonly id: string;
  readonly attributes: Record<string, any>;
  readonly relationships: Record<string, { readonly data: any }>;
}

interface ScheduleAnswer {
  readonly data: Resource;
  readonly included?: readonly Resource[];
}

interface ErrorsAnswer {
  readonly errors: readonly { readonly title: string; readonly detail: string; readonly source?: object }[];
}

async function create(body: object = scheduleBody(), query = ''): Promise<ScheduleAnswer> {
  const answer = await harness.request('POST', `${PATH}${query}`, { headers: admin(), body });
  expect(answer).toMatchObject({ status: 201 });
  expectContract('CreateOnCallSchedule', 201, answer.body);
  return answer.body as ScheduleAnswer;
}

async function get(id: string, query = ''): Promise<ScheduleAnswer> {
  const answer = await harness.request('GET', `${PATH}/${id}${query}`, { headers: admin() });
  expect(answer).toMatchObject({ status: 200 });
  expectContract('GetOnCallSchedule', 200, answer.body);
  return answer.body as ScheduleAnswer;
}

async function put(id: string, changes: object, query = ''): Promise<ScheduleAnswer> {
  const answer = await harness.request('PUT', `${PATH}/${id}${query}`, {
    headers: admin(),
    body: scheduleBody(changes, { id }),
  });
  expect(answer).toMatchObject({ status: 200 });
  expectContract('UpdateOnCallSchedule', 200, answer.body);
  return answer.body as ScheduleAnswer;
}

const layerIds = ({ data }: ScheduleAnswer) =>
  data.relationships.layers?.data.map((each: Resource) => each.id) as string[];
const of = ({ included = [] }: ScheduleAnswer, type: string) => included.filter((each) => each.type === type);

describe('schedules › create and get', () => {
  it('answers the schedule, with relationships always', async () => {
    const created = await create(scheduleBody({}, { relationships: teams(harness.org.teamId) }));
    expect(created.data).toMatchObject({
      type: 'schedules',
      attributes: { name: 'Payments', time_zone: 'Europe/Berlin', tags: [] },
      relationships: teams(harness.org.teamId),
    });
    expect(layerIds(created)).toHaveLength(1);
    expect(created.included).toBeUndefined();
    expect(await get(created.data.id)).toEqual(created);
    const teamless = await create(scheduleBody({ layers: [] }));
    expect(teamless.data.relationships).toEqual({ layers: { data: [] }, teams: { data: [] } });
  });

  it('echoes the times of a write as they were sent, and answers a reading in UTC', async () => {
    const times = {
      effective_date: '2026-01-01T00:00:00.5+01:00',
      rotation_start: '2026-01-01T09:00:00+01:00',
      end_date: '2027-01-01T00:00:00-05:00',
    };
    const created = await create(scheduleBody({ layers: [layer(times)] }), '?include=layers');
    expect(of(created, 'layers')[0]?.attributes).toMatchObject(times);
    const { attributes } = of(await get(created.data.id, '?include=layers'), 'layers')[0] ?? {};
    expect(attributes).toEqual({
      name: 'Weekdays',
      effective_date: '2025-12-31T23:00:00.5Z',
      rotation_start: '2026-01-01T08:00:00Z',
      applied_rotation_start: '2026-01-01T08:00:00Z',
      end_date: '2027-01-01T05:00:00Z',
      interval: { days: 1 },
      restrictions: [],
    });
  });

  it('includes teams, layers, members and users; an empty turn is among the layer’s members only', async () => {
    const body = scheduleBody(
      { layers: [layer({ members: [member(user(0)), {}, member(user(1))] })] },
      { relationships: teams(harness.org.teamId) },
    );
    const created = await create(body, '?include=teams,layers,layers.members.user');
    const [id] = layerIds(created);
    expect(created.included?.map(({ type }) => type)).toEqual([
      'teams',
      'layers',
      'members',
      'members',
      'users',
      'users',
    ]);
    expect(of(created, 'layers')[0]?.relationships).toEqual({
      members: { data: [1, 2, 3].map((n) => ({ type: 'members', id: `${id}-member-${n}` })) },
    });
    expect(of(created, 'members')).toEqual([
      { type: 'members', id: `${id}-member-1`, relationships: { user: { data: { type: 'users', id: user(0) } } } },
      { type: 'members', id: `${id}-member-3`, relationships: { user: { data: { type: 'users', id: user(1) } } } },
    ]);
    expect(of(created, 'users')[0]).toMatchObject({
      id: user(0),
      attributes: { email: harness.org.emails.admin, status: 'active' },
    });
  });

  it('shows an observer no names, and notes whose names were shown', async () => {
    const { data } = await create();
    const readings = () =>
      harness.database.query(
        `select a.after ->> 'user_ids' as ids from audit a
          where a.action = 'personal_data.read' and a.resource_type = 'schedule' and a.resource_id = $1`,
        [data.id],
      );
    const path = `${PATH}/${data.id}?include=layers.members.user`;
    const seen = await harness.request('GET', path, { headers: harness.org.headersOf('observer') });
    expect(of(seen.body as ScheduleAnswer, 'users')[0]?.attributes).toEqual({ name: '', status: 'active' });
    expect(await readings()).toEqual([]);
    await get(data.id, '?include=layers.members.user');
    expect(await readings()).toHaveLength(1);
  });
});

describe('schedules › update', () => {
  const named = (name: string) => ({ name });
  const layersOf = (answer: ScheduleAnswer) => of(answer, 'layers').map(({ id, attributes }) => [id, attributes.name]);

  it('keeps the ids of layers that are sent, wherever they move, makes new ones and drops the rest', async () => {
    const created = await create(scheduleBody({ layers: ['A', 'B', 'C'].map((name) => layer(named(name))) }));
    const [a, b, c] = layerIds(created);
    const layers = [{ ...layer(named('C')), id: c }, { ...layer(named('A')), id: a }, layer(named('D'))];
    const updated = await put(created.data.id, { name: 'Renamed', time_zone: 'UTC', layers }, '?include=layers');
    expect(updated.data.attributes).toMatchObject({ name: 'Renamed', time_zone: 'UTC' });
    expect(layersOf(updated).slice(0, 2)).toEqual([
      [c, 'C'],
      [a, 'A'],
    ]);
    expect(layerIds(updated)).toHaveLength(3);
    expect(layerIds(updated)).not.toContain(b);
    expect((await get(created.data.id)).data).toEqual(updated.data);
  });

  it('refuses the layer of another schedule, a layer twice, and another id in the body', async () => {
    const [mine, other] = [await create(), await create()];
    const [own = '', foreign = ''] = [...layerIds(mine), ...layerIds(other)];
    const attempts: [object, object, string][] = [
      [{ layers: [layer(), { ...layer(), id: foreign }] }, { id: mine.data.id }, '/data/attributes/layers/1/id'],
      [
        {
          layers: [
            { ...layer(), id: own },
            { ...layer(), id: own },
          ],
        },
        { id: mine.data.id },
        '/data/attributes/layers/1/id',
      ],
      [{}, { id: other.data.id }, '/data/id'],
      [{}, {}, '/data/id'],
    ];
    for (const [changes, rest, pointer] of attempts) {
      const body = scheduleBody({ name: 'Stolen', ...changes }, rest);
      const answer = await harness.request('PUT', `${PATH}/${mine.data.id}`, { headers: admin(), body });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer } }] } });
    }
    expect(await get(mine.data.id)).toEqual(mine);
  });
});

describe('schedules › delete', () => {
  it('removes the schedule', async () => {
    const { data } = await create();
    expect((await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() })).status).toBe(204);
    expect((await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() })).status).toBe(404);
  });
});

describe('schedules › in use', () => {
  it('refuses to be deleted while an escalation policy has it as a target, and names the policy', async () => {
    const { data } = await create();
    const policies = '/api/v2/on-call/escalation-policies';
    const steps = [{ targets: [{ type: 'schedules', id: data.id }] }];
    const body = { data: { type: 'policies', attributes: { name: 'Payments', steps } } };
    const policy = await harness.request('POST', policies, { headers: admin(), body });
    expect(policy).toMatchObject({ status: 201 });
    const refused = await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() });
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ code: 'in_use' }] } });
    expect((refused.body as ErrorsAnswer).errors[0]?.detail).toContain(policy.body.data.id);
    await get(data.id);
    await harness.request('DELETE', `${policies}/${policy.body.data.id as string}`, { headers: admin() });
    expect((await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() })).status).toBe(204);
  });
});

describe('schedules › list', () => {
  const list = async (query: string, headers = admin()) => {
    const answer = await harness.request('GET', `${PATH}?${query}`, { headers });
    expect(answer).toMatchObject({ status: 200 });
    expectContract('ListOnCallSchedules', 200, answer.body);
    return answer.body as { data: Resource[]; included?: Resource[]; meta: { page: object } };
  };
  const filter = (text: string) => `page[size]=100&filter[query]=${encodeURIComponent(text)}`;
  const names = async (text: string) => (await list(filter(text))).data.map(({ attributes }) => attributes.name);

  it('pages by name, from 0, and says where it is', async () => {
    for (const name of ['List C', 'List A', 'List B']) await create(scheduleBody({ name, layers: [] }));
    const first = await list(`page[size]=2&filter[query]=list`);
    expect(first.data.map(({ attributes }) => attributes.name)).toEqual(['List A', 'List B']);
    expect(first.meta.page).toEqual({
      ...{ type: 'number_size', number: 0, size: 2, total: 3 },
      ...{ first_number: 0, last_number: 1, next_number: 1, prev_number: 0 },
    });
    expect((await list('page[size]=2&page[number]=1&filter[query]=list')).data).toHaveLength(1);
    const beyond = await list('page[size]=2&page[number]=5&filter[query]=list');
    expect(beyond).toMatchObject({ data: [], meta: { page: { total: 3, last_number: 1 } } });
    expect((await list('')).meta.page).toMatchObject({ size: 10, number: 0 });
  });

  it('searches the name and filters by team and member', async () => {
    const rest = { relationships: teams(harness.org.teamId) };
    const wanted = { name: 'Search Über-Ärger', layers: [layer({ members: [member(user(3))] })] };
    await create(scheduleBody(wanted, rest));
    await create(scheduleBody({ name: 'Search other', layers: [layer({ members: [member(user(2))] })] }));
    expect(await names('search uber')).toEqual(['Search Über-Ärger']);
    expect(await names('sea* ärg*')).toEqual(['Search Über-Ärger']);
    expect(await names(`search team.id:${harness.org.teamId}`)).toEqual(['Search Über-Ärger']);
    expect(await names(`search user.id:(${user(3)} OR ${NOWHERE})`)).toEqual(['Search Über-Ärger']);
    expect(await names(`search -user.id:${user(3)}`)).toEqual(['Search other']);
  });

  it('includes teams when asked', async () => {
    await create(scheduleBody({ name: 'Teamed' }, { relationships: teams(harness.org.teamId) }));
    const answer = await list(`${filter('teamed')}&include=teams`);
    expect(answer.included).toEqual([
      {
        type: 'teams',
        id: harness.org.teamId,
        attributes: { avatar: '', description: '', handle: harness.org.teamHandle, name: 'Team of acme' },
      },
    ]);
    expect(answer.data[0]?.relationships).toEqual(teams(harness.org.teamId));
  });

  it.each([
    ['page[size]=101', 'page[size]'],
    ['page[size]=0', 'page[size]'],
    ['page[number]=-1', 'page[number]'],
    ['filter[query]=colour:red', 'filter[query]'],
    ['filter[query]=(', 'filter[query]'],
    ['include=layers', 'include'],
    ['sort=name', 'sort'],
  ])('refuses %s', async (query, parameter) => {
    const answer = await harness.request('GET', `${PATH}?${query}`, { headers: admin() });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { parameter } }] } });
  });

  it('shows another organization nothing', async () => {
    await create();
    expect((await list('', harness.otherOrg.adminHeaders)).data).toEqual([]);
  });
});

describe('schedules › bad input', () => {
  const LAYER = '/data/attributes/layers/0';
  const withLayer = (changes: object) => scheduleBody({ layers: [layer(changes)] });
  const restriction = (changes: object = {}) => ({
    ...{ start_day: 'monday', start_time: '09:00:00', end_day: 'friday', end_time: '17:00:00' },
    ...changes,
  });

  it.each<[string, () => object, string]>([
    ['a wrong type', () => ({ data: { ...scheduleBody().data, type: 'schedule' } }), '/data/type'],
    ['an unknown attribute', () => scheduleBody({ colour: 'red' }), '/data/attributes/colour'],
    ['no name', () => scheduleBody({ name: '' }), '/data/attributes/name'],
    ['a zone that is none', () => scheduleBody({ time_zone: 'Europe/Nowhere' }), '/data/attributes/time_zone'],
    ['an offset for a zone', () => scheduleBody({ time_zone: '+02:00' }), '/data/attributes/time_zone'],
    ['51 layers', () => scheduleBody({ layers: Array(51).fill(layer()) }), '/data/attributes/layers'],
    ['a layer id in a create', () => withLayer({ id: NOWHERE }), `${LAYER}/id`],
    ['a layer’s zone that is none', () => withLayer({ time_zone: 'Mars/Base' }), `${LAYER}/time_zone`],
    ['101 members', () => withLayer({ members: Array(101).fill({}) }), `${LAYER}/members`],
    ['51 restrictions', () => withLayer({ restrictions: Array(51).fill(restriction()) }), `${LAYER}/restrictions`],
    ['no interval', () => withLayer({ interval: {} }), `${LAYER}/interval`],
    ['less than an hour', () => withLayer({ interval: { seconds: 3599 } }), `${LAYER}/interval`],
    ['401 days', () => withLayer({ interval: { days: 401 } }), `${LAYER}/interval/days`],
    ['2,592,001 seconds', () => withLayer({ interval: { seconds: 2_592_001 } }), `${LAYER}/interval/seconds`],
    ['negative days', () => withLayer({ interval: { days: -1, seconds: 90_000 } }), `${LAYER}/interval/days`],
    ['the year 99999', () => withLayer({ effective_date: '99999-01-01T00:00:00Z' }), `${LAYER}/effective_date`],
    ['30 February', () => withLayer({ rotation_start: '2026-02-30T00:00:00Z' }), `${LAYER}/rotation_start`],
    ['an end before the beginning', () => withLayer({ end_date: '2025-12-31T23:59:59Z' }), `${LAYER}/end_date`],
    ['an end at the beginning', () => withLayer({ end_date: '2026-01-01T00:00:00Z' }), `${LAYER}/end_date`],
    [
      'a restriction without length',
      () => withLayer({ restrictions: [restriction({ end_day: 'monday', end_time: '09:00:00' })] }),
      `${LAYER}/restrictions/0`,
    ],
    [
      '25 o’clock',
      () => withLayer({ restrictions: [restriction({ end_time: '25:00:00' })] }),
      `${LAYER}/restrictions/0/end_time`,
    ],
    [
      'a day that is none',
      () => withLayer({ restrictions: [restriction({ end_day: 'someday' })] }),
      `${LAYER}/restrictions/0/end_day`,
    ],
    ['an unknown member', () => withLayer({ members: [member(NOWHERE)] }), `${LAYER}/members/0/user/id`],
    [
      'a foreign member',
      () => withLayer({ members: [{}, member(harness.otherOrg.userIds[0] ?? '')] }),
      `${LAYER}/members/1/user/id`,
    ],
    [
      'a foreign team',
      () => scheduleBody({}, { relationships: teams(harness.otherOrg.teamId) }),
      '/data/relationships/teams/data/0/id',
    ],
  ])('refuses %s', async (_, body, pointer) => {
    const answer = await harness.request('POST', PATH, { headers: admin(), body: body() });
    expect(answer).toMatchObject({ status: 400 });
    expect((answer.body as ErrorsAnswer).errors.map((error) => error.source)).toEqual([{ pointer }]);
  });

  it('refuses a disabled member, and names the place', async () => {
    await disable(user(3), true);
    const body = withLayer({ members: [member(user(0)), member(user(3))] });
    const answer = await harness.request('POST', PATH, { headers: admin(), body });
    await disable(user(3), false);
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: `${LAYER}/members/1/user/id` } }] },
    });
  });
});

function disable(id: string, disabled: boolean) {
  return harness.database.query(
    `update users set status = $3, disabled_at = case when $4 then clock_timestamp() end where org_id = $1 and id = $2`,
    [harness.org.orgId, id, disabled ? 'Disabled' : 'Active', disabled],
  );
}

describe('schedules › who is on call', () => {
  const at = (text: string) => `filter[at_ts]=${encodeURIComponent(text)}`;
  const onCall = async (id: string, query: string) => {
    const answer = await harness.request('GET', `${PATH}/${id}/on-call?${query}`, { headers: admin() });
    expect(answer).toMatchObject({ status: 200 });
    expectContract('GetScheduleOnCallUser', 200, answer.body);
    return answer.body as { data: Resource | null; included?: Resource[] };
  };
  const responders = async (id: string, query: string) => {
    const answer = await harness.request('GET', `${PATH}/${id}/responders?${query}`, { headers: admin() });
    expect(answer).toMatchObject({ status: 200 });
    expectContract('GetScheduleOnCallResponders', 200, answer.body);
    return answer.body as ScheduleAnswer;
  };

  it('answers the shift in the schedule’s zone, from the moment asked about', async () => {
    const { data } = await create(scheduleBody({ layers: [layer({ rotation_start: '2026-01-01T09:00:00.9+01:00' })] }));
    const { data: shift, included } = await onCall(data.id, `${at('2026-07-02T12:00:00.25+02:00')}&include=user`);
    // 182 days after the start, daily: the first member; the hand-over stays at 9 o'clock over the change of the clocks
    expect(shift).toEqual({
      type: 'shifts',
      id: `${user(0)}-2026-07-02T12:00:00+02:00-2026-07-03T09:00:00+02:00`,
      attributes: { start: '2026-07-02T12:00:00.25+02:00', end: '2026-07-03T09:00:00+02:00' },
      relationships: { user: { data: { type: 'users', id: user(0) } } },
    });
    expect(included).toMatchObject([{ type: 'users', id: user(0), attributes: { status: 'active' } }]);
    expect((await onCall(data.id, at('2026-07-02T12:00:00Z'))).included).toBeUndefined();
  });

  it('answers null when nobody is on call', async () => {
    const { data } = await create(scheduleBody({ layers: [layer({ members: [{}] })] }));
    expect(await onCall(data.id, '')).toEqual({ data: null });
    expect(await onCall(data.id, 'include=user')).toEqual({ data: null, included: [] });
  });

  it('answers the positions asked for, and leaves out those that nobody has', async () => {
    const { data } = await create(scheduleBody({ layers: [layer({ effective_date: '2026-01-01T08:00:00Z' })] }));
    const moment = '2026-01-01T12:00:00Z';
    const seconds = Temporal.Instant.from(moment).epochMilliseconds / 1000;
    const id = `${data.id}-${seconds}`;
    const bare = await responders(data.id, `${at(moment)}&filter[position]=previous,current,next`);
    // the rotation has a phase before its start: the turn before belongs to the other member from 8 to 9 o'clock
    expect(bare.data).toEqual({
      type: 'schedule_oncall_responders',
      id,
      attributes: { scheduled_at: '2026-01-01T13:00:00+01:00' },
      relationships: {
        responders: {
          data: ['previous', 'current', 'next'].map((position) => ({
            type: 'schedule_oncall_responder',
            id: `${id}-${position}`,
          })),
        },
        schedule: { data: { type: 'schedules', id: data.id } },
      },
    });
    expect(bare.included).toBeUndefined();
    const whole = await responders(
      data.id,
      `${at(moment)}&filter[position]=next,current&include=schedule,responders.shifts.user`,
    );
    expect(whole.included?.map(({ type }) => type)).toEqual([
      ...['schedule_oncall_responder', 'schedule_oncall_responder'],
      ...['shifts', 'shifts', 'schedules', 'users', 'users'],
    ]);
    expect(
      of(whole, 'shifts').map(({ attributes, relationships }) => [attributes, relationships.user?.data.id]),
    ).toEqual([
      [{ start: '2026-01-01T13:00:00+01:00', end: '2026-01-02T10:00:00+01:00' }, user(0)],
      [{ start: '2026-01-02T10:00:00+01:00', end: '2026-01-03T10:00:00+01:00' }, user(1)],
    ]);
    const before = await responders(data.id, `${at('2025-12-31T00:00:00Z')}&filter[position]=previous,current`);
    expect(before.data.relationships.responders?.data).toEqual([]);
  });

  it('takes now for a moment that is not given', async () => {
    const { data } = await create(scheduleBody({ layers: [layer({ members: [member(user(2))] })] }));
    expect((await onCall(data.id, '')).data?.relationships.user?.data.id).toBe(user(2));
    expect((await responders(data.id, '')).data.relationships.responders?.data).toHaveLength(1);
  });

  it.each([
    ['filter[at_ts]=99999-01-01T00:00:00Z', 'filter[at_ts]'],
    ['filter[at_ts]=1969-12-31T23:59:59Z', 'filter[at_ts]'],
    ['filter[at_ts]=2201-01-01T00:00:00Z', 'filter[at_ts]'],
    ['filter[at_ts]=yesterday', 'filter[at_ts]'],
    ['filter[at_ts]=2026-01-01T00:00:00', 'filter[at_ts]'],
    ['filter[position]=last', 'filter[position]'],
    ['include=layers', 'include'],
  ])('refuses %s', async (query, parameter) => {
    const { data } = await create();
    const answer = await harness.request('GET', `${PATH}/${data.id}/responders?${query}`, { headers: admin() });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { parameter } }] } });
  });

  it.each([['1970-01-01T00:00:00Z'], ['2200-12-31T23:59:59Z']])('answers for %s', async (moment) => {
    const { data } = await create();
    await responders(data.id, `${at(moment)}&filter[position]=previous,current,next`);
  });

  it('lets whoever’s turn it is keep it when a member before them leaves, and the next take over when they leave', async () => {
    const members = [0, 1, 2].map((index) => member(user(index)));
    const rotation = { interval: { days: 7 }, rotation_start: '2026-01-01T09:00:00Z' };
    const { data, ...created } = await create(scheduleBody({ layers: [layer({ ...rotation, members })] }));
    const [id] = layerIds({ data, ...created });
    const current = async () => (await onCall(data.id, '')).data?.relationships.user?.data.id as string;
    const next = async () =>
      of(await responders(data.id, 'filter[position]=next&include=responders.shifts'), 'shifts')[0]?.relationships.user
        ?.data.id as string;
    const [active, following] = [await current(), await next()];
    const place = members.findIndex((each) => each.user.id === active);
    const first = members[(place + 2) % 3]?.user.id;
    // the one before the active one leaves
    const two = members.filter((each) => each.user.id !== first);
    await put(data.id, { layers: [{ ...layer({ ...rotation, members: two }), id }] });
    expect([await current(), await next()]).toEqual([active, following]);
    // the active one leaves
    await put(data.id, {
      layers: [{ ...layer({ ...rotation, members: [member(following), member(first ?? '')] }), id }],
    });
    expect([await current(), await next()]).toEqual([following, first]);
  });
});

describe('SchedulesReader', () => {
  it('answers many at once to requests and to the engine, and to no other organization', async () => {
    const upper = layer({
      rotation_start: '2026-01-01T08:00:00Z',
      members: [member(user(0))],
      restrictions: [{ start_day: 'monday', start_time: '09:00:00', end_day: 'monday', end_time: '17:00:00' }],
    });
    const lower = layer({ members: [member(user(1)), member(user(2))] });
    const [both, empty] = [
      await create(scheduleBody({ layers: [upper, lower] })),
      await create(scheduleBody({ layers: [] })),
    ];
    const [upperId, lowerId] = layerIds(both);
    const orgId = harness.org.orgId as OrgId;
    const otherOrg = harness.otherOrg.orgId as OrgId;
    const wanted = (scheduleId: string, position: SchedulePosition, org = orgId) => ({
      ...{ orgId: org, scheduleId: scheduleId as ScheduleId, position },
    });
    const all = [
      ...(['previous', 'current', 'next'] as const).map((position) => wanted(both.data.id, position)),
      wanted(empty.data.id, 'current'),
      wanted(both.data.id, 'current', otherOrg),
      wanted(NOWHERE, 'current'),
    ];
    const monday = Temporal.Instant.from('2026-03-02T12:00:00Z');
    const reader = harness.app.get(SchedulesReader, { strict: false });
    const expected = new Map([
      [`${orgId} ${both.data.id} previous`, { userId: user(2), layerId: lowerId }],
      [`${orgId} ${both.data.id} current`, { userId: user(0), layerId: upperId }],
      [`${orgId} ${both.data.id} next`, { userId: user(1), layerId: lowerId }],
    ]);
    expect(await harness.app.get(EngineUnitOfWork).run((tx) => reader.onCall(tx, all, monday))).toEqual(expected);
    const app = harness.app.get(UnitOfWork);
    expect(await app.read(orgId, (tx) => reader.onCall(tx, all, monday))).toEqual(expected);
    expect((await app.read(otherOrg, (tx) => reader.onCall(tx, all, monday))).size).toBe(0);
    expect(onCallKey(wanted('a', 'next'))).toBe(`${orgId} a next`);
    const id = both.data.id as ScheduleId;
    expect(await app.run(orgId, (tx) => reader.holds(tx, orgId, id))).toBe(true);
    expect(await app.run(otherOrg, (tx) => reader.holds(tx, orgId, id))).toBe(false);
  });

  it('lets the turn of a disabled member fall through to the layer below', async () => {
    const layers = [layer({ members: [member(user(3))] }), layer({ members: [member(user(1))] })];
    const { data } = await create(scheduleBody({ layers }));
    const wanted = [
      { orgId: harness.org.orgId as OrgId, scheduleId: data.id as ScheduleId, position: 'current' as const },
    ];
    const reader = harness.app.get(SchedulesReader, { strict: false });
    const who = async () => {
      const facts = await harness.app
        .get(EngineUnitOfWork)
        .run((tx) => reader.onCall(tx, wanted, Temporal.Instant.from('2026-03-02T12:00:00Z')));
      return [...facts.values()].map((fact) => fact.userId as string);
    };
    expect(await who()).toEqual([user(3)]);
    await disable(user(3), true);
    expect(await who()).toEqual([user(1)]);
    await disable(user(3), false);
    expect(await who()).toEqual([user(3)]);
  });
});

describe('schedules › whose they are', () => {
  it('answers a foreign id as a missing one, for every operation', async () => {
    const { data } = await create();
    const headers = harness.otherOrg.adminHeaders;
    for (const id of [data.id, NOWHERE]) {
      const expected = { errors: [{ status: '404', title: 'Generic Error', detail: `schedule[${id}] not found` }] };
      const put = { headers, body: scheduleBody({ layers: [] }, { id }) };
      for (const answer of [
        await harness.request('GET', `${PATH}/${id}`, { headers }),
        await harness.request('PUT', `${PATH}/${id}`, put),
        await harness.request('DELETE', `${PATH}/${id}`, { headers }),
        await harness.request('GET', `${PATH}/${id}/on-call`, { headers }),
        await harness.request('GET', `${PATH}/${id}/responders`, { headers }),
      ]) {
        expect(answer).toMatchObject({ status: 404, body: expected });
      }
    }
    await get(data.id);
  });

  it.each([
    ['observer', 200, 403],
    ['responder', 200, 403],
    ['manager', 200, 201],
  ] as const)('lets a %s read (%i) and write (%i)', async (role, read, write) => {
    const { data } = await create();
    const headers = harness.org.headersOf(role);
    expect((await harness.request('GET', `${PATH}/${data.id}`, { headers })).status).toBe(read);
    expect((await harness.request('POST', PATH, { headers, body: scheduleBody() })).status).toBe(write);
  });

  it('records who did what, with before and after', async () => {
    const { data } = await create();
    await put(data.id, { name: 'Renamed' });
    await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() });
    const rows = await harness.database.query(
      `select a.action, a.actor_id, a.before ->> 'name' as before, a.after ->> 'name' as after
         from audit a where a.org_id = $1 and a.resource_type = 'schedule' and a.resource_id = $2 order by a.id`,
      [harness.org.orgId, data.id],
    );
    const actor_id = harness.org.users.admin;
    expect(rows).toEqual([
      { action: 'schedule.created', actor_id, before: null, after: 'Payments' },
      { action: 'schedule.updated', actor_id, before: 'Payments', after: 'Renamed' },
      { action: 'schedule.deleted', actor_id, before: 'Renamed', after: null },
    ]);
  });
});

describe('schedules › official client', () => {
  it('creates, reads, updates, lists, asks who is on call, and deletes', async () => {
    const { adminHeaders } = harness.org;
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(harness.url, {}),
      authMethods: {
        apiKeyAuth: adminHeaders['dd-api-key'] ?? '',
        appKeyAuth: adminHeaders['dd-application-key'] ?? '',
      },
    });
    const api = new v2.OnCallApi(configuration);
    const attributes = {
      name: 'By the client',
      timeZone: 'America/New_York',
      layers: [
        {
          name: 'Layer',
          effectiveDate: new Date('2026-01-01T00:00:00Z'),
          rotationStart: new Date('2026-01-01T05:00:00Z'),
          interval: { days: 1 },
          members: [{ user: { id: user(0) } }, {}],
          restrictions: [
            { startDay: 'monday' as const, startTime: '00:00:00', endDay: 'sunday' as const, endTime: '23:00:00' },
          ],
        },
      ],
    };
    const include = 'teams,layers,layers.members,layers.members.user';
    const created = await api.createOnCallSchedule({ body: { data: { type: 'schedules', attributes } }, include });
    expect(created._unparsed).toBeFalsy();
    const scheduleId = created.data?.id ?? '';
    const got = await api.getOnCallSchedule({ scheduleId, include });
    expect(got._unparsed).toBeFalsy();
    expect(got.data?.attributes).toMatchObject({ name: 'By the client', timeZone: 'America/New_York' });
    expect(got.included).toHaveLength(3);
    const updated = await api.updateOnCallSchedule({
      scheduleId,
      body: {
        data: { type: 'schedules', id: scheduleId, attributes: { ...attributes, name: 'Moved by the client' } },
      },
    });
    expect(updated.data?.attributes?.name).toBe('Moved by the client');
    const listed = await api.listOnCallSchedules({ filterQuery: 'moved*', pageSize: 5, include: 'teams' });
    expect(listed._unparsed).toBeFalsy();
    expect(listed.data?.map((each) => each.id)).toEqual([scheduleId]);
    const filterAtTs = '2026-01-05T12:00:00Z';
    const shift = await api.getScheduleOnCallUser({ scheduleId, include: 'user', filterAtTs });
    expect(shift._unparsed).toBeFalsy();
    expect(shift.data?.relationships?.user?.data.id).toBe(user(0));
    const nobody = await api.getScheduleOnCallUser({ scheduleId, filterAtTs: '2026-01-06T12:00:00Z' });
    expect(nobody.data).toBeNull();
    const responders = await api.getScheduleOnCallResponders({
      ...{ scheduleId, filterAtTs, filterPosition: 'previous,current,next' },
      include: 'schedule,responders,responders.shifts,responders.shifts.user',
    });
    expect(responders._unparsed).toBeFalsy();
    expect(responders.included?.length).toBeGreaterThan(6);
    await api.deleteOnCallSchedule({ scheduleId });
    await expect(api.getOnCallSchedule({ scheduleId })).rejects.toMatchObject({ code: 404 });
  });
});
