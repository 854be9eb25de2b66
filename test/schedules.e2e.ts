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
