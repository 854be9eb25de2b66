import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { makeActiveChannel, makeRule, phoneConfig } from './support/people.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const user = (index: number) => harness.org.userIds[index] ?? '';
const path = (id: string, rest: string) => `/api/unstable/on-call/schedules/${id}/${rest}`;

/** A layer of turns of a day that begin at 09:00 in Berlin; undefined is an empty turn. */
const layer = (name: string, ...members: readonly (number | undefined)[]) => ({
  ...{ name, effective_date: '2026-01-01T00:00:00Z', rotation_start: '2026-01-01T08:00:00Z', interval: { days: 1 } },
  members: members.map((index) => (index === undefined ? {} : { user: { id: user(index) } })),
});

async function schedule(...layers: readonly object[]): Promise<{ id: string; layerIds: string[] }> {
  const attributes = { name: 'Payments', time_zone: 'Europe/Berlin', layers };
  const body = { data: { type: 'schedules', attributes } };
  const answer = await harness.request('POST', '/api/v2/on-call/schedules', { body });
  expect(answer).toMatchObject({ status: 201 });
  const { id, relationships } = answer.body.data;
  return { id, layerIds: relationships.layers.data.map((each: { id: string }) => each.id) };
}

function get(id: string, rest: string, headers = harness.org.adminHeaders) {
  return harness.request('GET', path(id, rest), { headers });
}

async function now(): Promise<Temporal.Instant> {
  const [row] = await harness.database.query<{ at: Date }>('select test_clock.clock_timestamp() as at');
  return Temporal.Instant.fromEpochMilliseconds(row?.at.getTime() ?? 0);
}

const span = (start: string, end: string) => `filter[start]=${start}&filter[end]=${end}`;
/** Three turns over the change of the clocks on the morning of 28 March 2027. */
const OVER_THE_CHANGE = span('2027-03-26T08:00:00Z', '2027-03-29T07:00:00Z');

describe('schedules › shifts', () => {
  it('answers the final schedule on the wall of its zone, with the layer and override that say why', async () => {
    const { id, layerIds } = await schedule(layer('Days', 0, 1));
    const override = await harness.request('POST', path(id, 'overrides'), {
      body: {
        data: {
          type: 'schedule_overrides',
          attributes: { kind: 'add', user_id: user(2), start: '2027-03-27T20:00:00Z', end: '2027-03-28T04:00:00Z' },
        },
      },
    });
    expect(override).toMatchObject({ status: 201 });
    const answer = await get(id, `shifts?${OVER_THE_CHANGE}`);
    expect(answer.status).toBe(200);
    const shifts = answer.body.data.map(({ attributes, relationships }: any) => [
      attributes.start,
      attributes.end,
      relationships.user.data.id,
      relationships.layer?.data.id,
      relationships.override?.data.id,
    ]);
    const [mine] = layerIds;
    expect(shifts).toEqual([
      ['2027-03-26T09:00:00+01:00', '2027-03-27T09:00:00+01:00', user(1), mine, undefined],
      ['2027-03-27T09:00:00+01:00', '2027-03-27T21:00:00+01:00', user(0), mine, undefined],
      ['2027-03-27T21:00:00+01:00', '2027-03-28T06:00:00+02:00', user(2), undefined, override.body.data.id],
      ['2027-03-28T06:00:00+02:00', '2027-03-28T09:00:00+02:00', user(0), mine, undefined],
      ['2027-03-28T09:00:00+02:00', '2027-03-29T09:00:00+02:00', user(1), mine, undefined],
    ]);
    expect(answer.body.data[0].id).toBe(`${user(1)}-2027-03-26T09:00:00+01:00-2027-03-27T09:00:00+01:00`);
  });

  it('answers each layer alone, with the turns that nobody has', async () => {
    const { id, layerIds } = await schedule(layer('Top', 0, undefined), layer('Below', 1));
    const answer = await get(id, `shifts?${OVER_THE_CHANGE}&filter[view]=layers`);
    expect(answer.status).toBe(200);
    const shifts = answer.body.data.map(({ relationships }: any) => [
      relationships.layer.data.id,
      relationships.user?.data.id,
    ]);
    expect(shifts).toEqual([
      [layerIds[0], undefined],
      [layerIds[0], user(0)],
      [layerIds[0], undefined],
      [layerIds[1], user(1)],
      [layerIds[1], user(1)],
      [layerIds[1], user(1)],
    ]);
    expect(new Set(answer.body.data.map((each: { id: string }) => each.id)).size).toBe(6);
  });

  it('begins now and lasts 31 days when no span is given', async () => {
    const { id } = await schedule(layer('Days', 0));
    const { body } = await get(id, 'shifts');
    const [first] = body.data;
    const last = body.data.at(-1);
    const days = Temporal.Instant.from(first.attributes.start).until(last.attributes.end).total('hour') / 24;
    expect(days).toBe(31);
  });

  it('includes each person once, and shows an observer no names', async () => {
    const { id } = await schedule(layer('Days', 0, 1));
    const { body } = await get(id, `shifts?${OVER_THE_CHANGE}&include=user`);
    expect(body.included.map((each: { id: string }) => each.id).sort()).toEqual([user(0), user(1)].sort());
    expect(body.included.every((each: any) => each.attributes.email !== undefined)).toBe(true);
    const seen = await get(id, `shifts?${OVER_THE_CHANGE}&include=user`, harness.org.headersOf('observer'));
    expect(seen.body.included.every((each: any) => each.attributes.name === '' && !each.attributes.email)).toBe(true);
  });

  it.each([
    ['ends before it starts', span('2027-03-26T08:00:00Z', '2027-03-26T08:00:00Z'), 'filter[end]'],
    ['is longer than 100 days', span('2027-01-01T00:00:00Z', '2027-04-11T00:00:01Z'), 'filter[end]'],
    ['is not of these centuries', span('0001-01-01T00:00:00Z', '0001-01-02T00:00:00Z'), 'filter[start]'],
    ['is no time', 'filter[start]=tomorrow', 'filter[start]'],
  ])('refuses a span that %s', async (_, query, parameter) => {
    const { id } = await schedule(layer('Days', 0));
    const answer = await get(id, `shifts?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].source).toEqual({ parameter });
  });

  it('refuses more shifts than an answer holds', async () => {
    const hourly = { ...layer('Hours', 0), interval: { seconds: 3600 } };
    const { id } = await schedule(hourly, hourly);
    const query = span('2027-01-01T00:00:00Z', '2027-04-11T00:00:00Z');
    expect(await get(id, `shifts?${query}`)).toMatchObject({ status: 200 });
    const answer = await get(id, `shifts?${query}&filter[view]=layers`);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.errors[0].detail).toContain('at most 2500 shifts');
  });
});

describe('schedules › coverage', () => {
  it('lists gaps, empty shifts and people of the next 30 days, with what keeps them from being reached', async () => {
    const { id, layerIds } = await schedule(layer('Days', 0, undefined));
    const at = await now();
    const { status, body } = await get(id, 'coverage');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ type: 'schedule_coverage', id });
    const { start, end, covered, gaps, gap_count, empty_shifts, empty_shift_count, people } = body.data.attributes;
    expect(Temporal.Instant.from(start).since(at).total('minute')).toBeLessThan(1);
    expect(Temporal.Instant.from(start).until(end).total('hour')).toBe(30 * 24);
    expect(covered).toBe(false);
    expect(gaps.length).toBe(gap_count);
    expect([15, 16]).toContain(gap_count);
    expect(empty_shift_count).toBe(gap_count);
    expect(empty_shifts[0]).toEqual({ layer_id: layerIds[0], ...gaps[0] });
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({ user_id: user(0), ready: false, problems: ['no verified channel'] });
    const waits = Temporal.Instant.from(start).until(people[0].on_call_from).total('second');
    expect(people[0].on_call_in_seconds).toBe(Math.floor(waits));
  });

  it('says that a person with a channel and a rule can be reached', async () => {
    const manager = harness.org.users.manager;
    const channel = await makeActiveChannel(harness, manager, phoneConfig('+17039389548'));
    await makeRule(harness, manager, channel, { delay: 0, method: 'sms' });
    const index = harness.org.userIds.indexOf(manager);
    const { id } = await schedule(layer('Days', index));
    const { attributes } = (await get(id, 'coverage')).body.data;
    expect(attributes).toMatchObject({ covered: true, gaps: [], empty_shifts: [], gap_count: 0 });
    expect(attributes.people).toEqual([expect.objectContaining({ user_id: manager, ready: true, problems: [] })]);
  });

  it('takes a disabled member for an empty turn, names them, and lets a lower layer cover it', async () => {
    const { data } = (
      await harness.request('POST', '/api/v2/users', {
        body: { data: { type: 'users', attributes: { email: 'leaver@example.com' } } },
      })
    ).body;
    const leaver = { ...layer('Top'), members: [{ user: { id: data.id } }] };
    const { id, layerIds } = await schedule(leaver, layer('Below', 0));
    expect(await harness.request('DELETE', `/api/v2/users/${data.id}`)).toMatchObject({ status: 204 });
    const { attributes } = (await get(id, 'coverage')).body.data;
    expect(attributes.covered).toBe(true);
    expect(attributes.empty_shifts[0]).toMatchObject({ layer_id: layerIds[0], disabled_user_id: data.id });
    expect(attributes.people.map((each: any) => each.user_id)).toEqual([user(0)]);
  });
});

it.each(['shifts', 'coverage'])('answers no %s of another organization’s schedule, and of none', async (view) => {
  const { id } = await schedule(layer('Days', 0));
  expect(await get(id, view, harness.otherOrg.adminHeaders)).toMatchObject({ status: 404 });
  expect(await get(NOWHERE, view)).toMatchObject({ status: 404 });
});
