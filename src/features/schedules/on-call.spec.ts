import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import { layersBetween, onCallAt, shiftsBetween, type StaffedSchedule } from './on-call.js';
import { keptTurn } from './turns.js';

const at = (text: string) => Temporal.Instant.from(text);
const HOUR = 3600;

/** A layer of people named by letters; `-` is a turn that nobody has. */
function layer(letters: string, changes: Partial<StaffedSchedule['layers'][number]> = {}) {
  return {
    id: letters,
    name: letters,
    effectiveDate: at('2000-01-01T00:00:00Z'),
    rotationStart: at('2026-01-01T08:00:00Z'),
    interval: { days: 1, seconds: 0 },
    members: people(letters),
    restrictions: [],
    turnOffset: 0,
    ...changes,
  };
}

const people = (letters: string) => Array.from(letters, (each) => (each === '-' ? undefined : (each as UserId)));

function schedule(layers: StaffedSchedule['layers'], changes: Partial<StaffedSchedule> = {}): StaffedSchedule {
  return { timeZone: 'Europe/Berlin', layers, overrides: [], ...changes };
}

/** Shifts as `A 03-28T09:00`, on the wall of the schedule; a time without anybody in between is `-`. */
function rota(each: StaffedSchedule, from: string, to: string): string[] {
  const within = { start: wall(from, each.timeZone), end: wall(to, each.timeZone) };
  const lines: string[] = [];
  let end = within.start;
  for (const shift of shiftsBetween(each, within)) {
    if (!end.equals(shift.start)) lines.push(`- ${show(end, each.timeZone)}`);
    lines.push(`${shift.userId} ${show(shift.start, each.timeZone)}`);
    end = shift.end;
  }
  return end.equals(within.end) ? lines : [...lines, `- ${show(end, each.timeZone)}`];
}

const wall = (text: string, zone: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
const show = (instant: Temporal.Instant, zone: string) =>
  instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).slice(5);

describe('rotations', () => {
  it('hand over at 09:00 every day, also when the clocks go forward', () => {
    const daily = schedule([layer('AB')]);
    expect(rota(daily, '2026-03-27T09:00', '2026-03-31T09:00')).toEqual([
      'B 03-27T09:00',
      'A 03-28T09:00',
      'B 03-29T09:00',
      'A 03-30T09:00',
    ]);
    const [, night] = shiftsBetween(daily, { start: at('2026-03-27T08:00:00Z'), end: at('2026-03-30T07:00:00Z') });
    expect(night?.start.until(night.end).total('hour')).toBe(23);
  });

  it('hand over at 09:00 every day, also when the clocks go back', () => {
    const daily = schedule([layer('AB')]);
    expect(rota(daily, '2026-10-23T09:00', '2026-10-27T09:00')).toEqual([
      'B 10-23T09:00',
      'A 10-24T09:00',
      'B 10-25T09:00',
      'A 10-26T09:00',
    ]);
    const shifts = shiftsBetween(daily, { start: at('2026-10-24T07:00:00Z'), end: at('2026-10-26T08:00:00Z') });
    expect(shifts.map(({ start, end }) => start.until(end).total('hour'))).toEqual([25, 24]);
  });

  it('of seconds stay exact, so that their wall time moves with the clocks', () => {
    const exact = schedule([layer('AB', { interval: { days: 0, seconds: 24 * HOUR } })]);
    expect(rota(exact, '2026-03-28T09:00', '2026-03-30T10:00')).toEqual(['A 03-28T09:00', 'B 03-29T10:00']);
  });

  it('of days and seconds add both for every turn', () => {
    const slow = schedule([layer('AB', { interval: { days: 1, seconds: HOUR } })]);
    expect(rota(slow, '2026-01-01T09:00', '2026-01-04T00:00')).toEqual([
      'A 01-01T09:00',
      'B 01-02T10:00',
      'A 01-03T11:00',
    ]);
  });

  it('of a time that the clocks skip hand over when they have gone forward', () => {
    const night = schedule([layer('AB', { rotationStart: at('2026-01-01T01:30:00Z') })]);
    expect(rota(night, '2026-03-28T03:00', '2026-03-30T03:00')).toEqual([
      'A 03-28T03:00',
      'B 03-29T03:30',
      'A 03-30T02:30',
    ]);
  });

  it.each([
    ['hourly', { days: 0, seconds: HOUR }, ['A 01-01T09:00', 'B 01-01T10:00', 'C 01-01T11:00', 'A 01-01T12:00']],
    ['daily', { days: 1, seconds: 0 }, ['A 01-01T09:00', 'B 01-02T09:00', 'C 01-03T09:00', 'A 01-04T09:00']],
    ['weekly', { days: 7, seconds: 0 }, ['A 01-01T09:00', 'B 01-08T09:00', 'C 01-15T09:00', 'A 01-22T09:00']],
    ['every 28 days', { days: 28, seconds: 0 }, ['A 01-01T09:00', 'B 01-29T09:00', 'C 02-26T09:00', 'A 03-26T09:00']],
  ])('go round and begin again, %s', (_, interval, expected) => {
    expect(rota(schedule([layer('ABC', { interval })]), '2026-01-01T09:00', '2026-07-01T00:00').slice(0, 4)).toEqual(
      expected,
    );
  });

  it('count the leap day, and no year has lost a day', () => {
    const daily = schedule([layer('AB', { rotationStart: at('2000-02-28T08:00:00Z') })]);
    const leap = ['A 02-28T09:00', 'B 02-29T09:00', 'A 03-01T09:00', 'B 03-02T09:00'];
    expect(rota(daily, '2000-02-28T09:00', '2000-03-03T09:00')).toEqual(leap);
    const days = at('2000-02-28T00:00:00Z').until(at('2400-02-29T00:00:00Z')).total('hour') / 24;
    const expected = days % 2 === 0 ? 'A' : 'B';
    expect(onCallAt(daily, at('2400-02-29T12:00:00Z'))?.userId).toBe(expected);
  });

  it('leave out the day that Apia never had', () => {
    const daily = schedule([layer('ABC', { rotationStart: at('2011-12-28T19:00:00Z') })], { timeZone: 'Pacific/Apia' });
    expect(rota(daily, '2011-12-28T09:00', '2012-01-02T00:00')).toEqual([
      'A 12-28T09:00',
      'B 12-29T09:00',
      'A 12-31T09:00',
      'B 01-01T09:00',
    ]);
  });

  it('keep whose turn it is when a member before the active one is removed', () => {
    const before = layer('ABC', { timeZone: 'Europe/Berlin' });
    const now = at('2026-01-03T12:00:00Z');
    const members = people('BC');
    const turnOffset = keptTurn(
      { ...before, timeZone: 'Europe/Berlin' },
      { ...before, members, timeZone: 'Europe/Berlin' },
      now,
    );
    const after = schedule([{ ...before, members, turnOffset }]);
    expect(onCallAt(schedule([before]), now)?.userId).toBe('C');
    expect(rota(after, '2026-01-03T13:00', '2026-01-06T09:00')).toEqual([
      'C 01-03T13:00',
      'B 01-04T09:00',
      'C 01-05T09:00',
    ]);
  });

  it('hand over on the wall of the layer’s zone, which may be another than the schedule’s', () => {
    const tokyo = layer('AB', { rotationStart: at('2026-01-01T00:00:00Z'), timeZone: 'Asia/Tokyo' });
    expect(rota(schedule([tokyo]), '2026-03-28T01:00', '2026-03-31T00:00')).toEqual([
      'A 03-28T01:00',
      'B 03-29T01:00',
      'A 03-30T02:00',
    ]);
  });

  it('before their start go on backwards as far as the layer counts', () => {
    const early = schedule([layer('ABC', { effectiveDate: at('2025-12-31T00:00:00Z') })]);
    expect(rota(early, '2025-12-30T00:00', '2026-01-01T10:00')).toEqual([
      '- 12-30T00:00',
      'B 12-31T01:00',
      'C 12-31T09:00',
      'A 01-01T09:00',
    ]);
  });
});

describe('layers', () => {
  const weekdays = (startTime: string, endTime: string) =>
    [{ startDay: 'monday', startTime, endDay: 'friday', endTime }] as const;

  it('win from the top down, and a gap falls through', () => {
    const top = layer('A-', { id: 'top' });
    const below = layer('Z', { id: 'below', interval: { days: 7, seconds: 0 } });
    expect(rota(schedule([top, below]), '2026-01-01T09:00', '2026-01-05T09:00')).toEqual([
      'A 01-01T09:00',
      'Z 01-02T09:00',
      'A 01-03T09:00',
      'Z 01-04T09:00',
    ]);
    expect(onCallAt(schedule([top, below]), at('2026-01-02T12:00:00Z'))).toEqual({
      userId: 'Z',
      layerId: 'below',
      turn: 0,
    });
  });

  it('count from their effective date until their end, to the moment', () => {
    const span = { effectiveDate: at('2026-01-01T08:00:00.5Z'), endDate: at('2026-01-01T09:00:00.000001Z') };
    const each = schedule([layer('A', span)]);
    const moments = ['08:00:00.499999', '08:00:00.5', '09:00:00', '09:00:00.000001'];
    expect(moments.map((time) => onCallAt(each, at(`2026-01-01T${time}Z`))?.userId)).toEqual([
      undefined,
      'A',
      'A',
      undefined,
    ]);
  });

  it('count in their restrictions only, nights of a span included', () => {
    const week = layer('A', { restrictions: weekdays('09:00:00', '17:00:00'), interval: { days: 7, seconds: 0 } });
    expect(rota(schedule([week, layer('Z')]), '2026-01-08T09:00', '2026-01-13T00:00')).toEqual([
      'A 01-08T09:00',
      'Z 01-09T17:00',
      'Z 01-10T09:00',
      'Z 01-11T09:00',
      'A 01-12T09:00',
    ]);
  });

  it('show alone what each of them says, with the turns that nobody has', () => {
    const each = schedule([layer('A-', { id: 'top' }), layer('Z', { id: 'below' })]);
    const within = { start: at('2026-01-01T08:00:00Z'), end: at('2026-01-03T08:00:00Z') };
    const views = layersBetween(each, within).map(({ layerId, shifts }) => [layerId, shifts.map((s) => s.userId)]);
    expect(views).toEqual([
      ['top', ['A', undefined]],
      ['below', ['Z', 'Z']],
    ]);
  });

  it('without anybody are no schedule', () => {
    for (const layers of [[], [layer('')], [layer('--')]]) {
      expect(onCallAt(schedule(layers), at('2026-01-02T12:00:00Z'))).toBeUndefined();
      expect(rota(schedule(layers), '2026-01-01T00:00', '2026-01-02T00:00')).toEqual(['- 01-01T00:00']);
    }
  });
});

describe('overrides', () => {
  const span = { start: at('2026-01-01T12:00:00Z'), end: at('2026-01-01T14:00:00Z') };
  const with_ = (override: object) =>
    schedule([layer('A', { id: 'top' }), layer('Z', { id: 'below' })], {
      overrides: [{ id: 'override', ...span, ...override }],
    });
  const day = (each: StaffedSchedule) => rota(each, '2026-01-01T09:00', '2026-01-02T09:00');

  it.each([
    ['add: over all layers', { userId: 'X' as UserId }, 'X'],
    ['replace: in place of the person', { userId: 'X' as UserId, replacedUserId: 'A' as UserId }, 'X'],
    ['remove: falls through to the layer below', { replacedUserId: 'A' as UserId }, 'Z'],
  ])('%s, inside the window only', (_, override, expected) => {
    expect(day(with_(override))).toEqual(['A 01-01T09:00', `${expected} 01-01T13:00`, 'A 01-01T15:00']);
  });

  it('of somebody who has no turn then changes nothing', () => {
    const other = { userId: 'X' as UserId, replacedUserId: 'B' as UserId };
    expect(day(with_(other))).toEqual(['A 01-01T09:00']);
  });

  it('name the layer whose turn they change, and none when they are over all', () => {
    const now = at('2026-01-01T13:00:00Z');
    const replaced = with_({ userId: 'X' as UserId, replacedUserId: 'A' as UserId });
    expect(onCallAt(replaced, now)).toEqual({ userId: 'X', layerId: 'top', turn: 0, overrideId: 'override' });
    expect(onCallAt(with_({ userId: 'X' as UserId }), now)).toEqual({ userId: 'X', overrideId: 'override' });
  });
});
