import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { UserId } from '../../kernel/index.js';
import { layersBetween, onCallAt, sameReason, shiftsBetween, type OnCall, type Shift } from './on-call.js';
import type { StaffedSchedule } from './on-call.js';
import type { LayerDefinition } from './schedule-definition.js';
import { shiftAt, type SchedulePosition } from './shift-positions.js';
import { WEEKDAYS, type TimeRestriction } from './weekly-span.js';

/*
 * The calculator against a simulator that knows no intervals: it lists every turn and every weekly span near the window
 * with Temporal, straight from the definitions, and asks for each minute, and each second around a boundary, who has it.
 */

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
];
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

type Instant = Temporal.Instant;
const instant = (ms: number): Instant => Temporal.Instant.fromEpochMilliseconds(ms);

interface Case {
  readonly schedule: StaffedSchedule;
  /** Milliseconds since 1970, on a whole minute. */
  readonly start: number;
  readonly end: number;
}

const userId = fc.constantFrom('ann', 'ben', 'cat', 'dan').map((name) => name as UserId);
const zone = fc.constantFrom(...ZONES);
const time = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 8, 9, 17, 23), fc.constantFrom(0, 30, 59))
  .map(([hour, minute]) => Temporal.PlainTime.from({ hour, minute }).toString());
const weekday = fc.constantFrom(...WEEKDAYS);
const restriction: fc.Arbitrary<TimeRestriction> = fc.record({
  startDay: weekday,
  startTime: time,
  endDay: weekday,
  endTime: time,
});
const interval = fc.oneof(
  fc.record({ days: fc.constantFrom(1, 2, 7, 28), seconds: fc.constant(0) }),
  fc.record({ days: fc.constant(0), seconds: fc.integer({ min: 60, max: 4000 }).map((minutes) => minutes * 60) }),
  fc.record({ days: fc.integer({ min: 1, max: 3 }), seconds: fc.integer({ min: 1, max: 60 }).map((m) => m * 60) }),
);

interface Place {
  readonly zone: string;
  /** Of the window: any minute of thirty years, or one in the two days before the clocks of the zone change. */
  readonly start: number;
}

const place: fc.Arbitrary<Place> = fc
  .tuple(zone, fc.integer({ min: 0, max: 30 * 365 }), fc.integer({ min: -2 * 1440, max: 0 }), fc.nat(3))
  .map(([name, day, aside, far]) => {
    const any = Date.UTC(2008, 0) + day * DAY;
    const change = instant(any).toZonedDateTimeISO(name).getTimeZoneTransition('next');
    const near = change !== null && far > 0 ? change.epochMilliseconds : any;
    return { zone: name, start: near + aside * MINUTE };
  });

/** Two days before the one that Apia skipped: turns and spans without length. */
const SKIPPED_DAY: Place = { zone: 'Pacific/Apia', start: Date.UTC(2011, 11, 28, 19) };

function layersAround({ zone: name, start }: Place): fc.Arbitrary<LayerDefinition> {
  const days = (from: number, to: number) =>
    fc.integer({ min: from * 1440, max: to * 1440 }).map((minutes) => instant(start + minutes * MINUTE));
  const wall = (day: Instant, clock: string) =>
    day.toZonedDateTimeISO(name).withPlainTime(Temporal.PlainTime.from(clock)).toInstant();
  return fc
    .record({
      id: fc.uuid(),
      name: fc.constant('layer'),
      effectiveDate: days(-400, 1),
      ends: fc.option(days(1, 5), { freq: 2, nil: undefined }),
      rotationStart: fc.oneof(
        days(-3000, 10),
        fc.tuple(days(-3000, 10), time).map(([day, clock]) => wall(day, clock)),
      ),
      interval,
      zone: fc.oneof(fc.constant(undefined), fc.constant(name), zone),
      members: fc.array(fc.option(userId, { freq: 4, nil: undefined }), { maxLength: 4 }),
      restrictions: fc.oneof(fc.constant([]), fc.array(restriction, { maxLength: 3 })),
      offset: fc.nat(3),
    })
    .map(({ ends, zone: timeZone, offset, ...layer }) => ({
      ...layer,
      ...(ends === undefined ? {} : { endDate: ends }),
      ...(timeZone === undefined ? {} : { timeZone }),
      turnOffset: layer.members.length === 0 ? 0 : offset % layer.members.length,
    }));
}

function overridesAround(start: number): fc.Arbitrary<StaffedSchedule['overrides'][number]> {
  const minute = fc.integer({ min: -1440, max: 4 * 1440 });
  return fc
    .record({ id: fc.uuid(), from: minute, length: fc.integer({ min: 1, max: 2000 }), pair: fc.tuple(userId, userId) })
    .chain(({ id, from, length, pair: [one, other] }) => {
      const span = { id, start: instant(start + from * MINUTE), end: instant(start + (from + length) * MINUTE) };
      return fc.constantFrom(
        { ...span, userId: one },
        { ...span, replacedUserId: other },
        { ...span, userId: one, replacedUserId: other },
      );
    });
}

const anyCase: fc.Arbitrary<Case> = fc
  .oneof({ weight: 9, arbitrary: place }, fc.constant(SKIPPED_DAY))
  .chain(({ zone: name, start }) =>
    fc.record({
      start: fc.constant(start),
      end: fc.constantFrom(1, 2, 4).map((days) => start + days * DAY),
      schedule: fc.record({
        timeZone: fc.constant(name),
        layers: fc.array(layersAround({ zone: name, start }), { minLength: 1, maxLength: 4 }),
        overrides: fc.oneof(fc.constant([]), fc.array(overridesAround(start), { maxLength: 4 })),
      }),
    }),
  );

interface SimulatedTurn {
  readonly start: number;
  readonly n: number;
}

/** Everything that may change who is on call, in milliseconds. */
class SimulatedLayer {
  readonly turns: readonly SimulatedTurn[];
  readonly spans: readonly { readonly start: number; readonly end: number }[];

  constructor(
    readonly layer: LayerDefinition,
    private readonly timeZone: string,
    { start, end }: Omit<Case, 'schedule'>,
  ) {
    const length = layer.interval.days * DAY + layer.interval.seconds * 1000;
    const first = Math.floor((start - 3 * DAY - layer.rotationStart.epochMilliseconds) / length) - 1;
    const last = Math.ceil((end + 3 * DAY - layer.rotationStart.epochMilliseconds) / length) + 1;
    this.turns = Array.from({ length: last - first }, (_, index) => this.turn(first + index));
    this.spans = layer.restrictions.flatMap((each) => this.weekly(each, start - 16 * DAY, end + 3 * DAY));
  }

  private turn(n: number): SimulatedTurn {
    const { rotationStart, interval: each } = this.layer;
    const day = rotationStart.toZonedDateTimeISO(this.timeZone).add({ days: n * each.days });
    return { n, start: day.toInstant().add({ seconds: n * each.seconds }).epochMilliseconds };
  }

  private weekly({ startDay, startTime, endDay, endTime }: TimeRestriction, from: number, to: number) {
    const spans = [];
    const last = instant(to).toZonedDateTimeISO(this.timeZone).toPlainDate();
    let day = instant(from).toZonedDateTimeISO(this.timeZone).toPlainDate();
    for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
      if (WEEKDAYS[day.dayOfWeek - 1] !== startDay) continue;
      let length = (WEEKDAYS.indexOf(endDay) - WEEKDAYS.indexOf(startDay) + 7) % 7;
      if (length === 0 && endTime <= startTime) length = 7;
      const at = (date: Temporal.PlainDate, clock: string) =>
        date.toPlainDateTime(clock).toZonedDateTime(this.timeZone).epochMilliseconds;
      spans.push({ start: at(day, startTime), end: at(day.add({ days: length }), endTime) });
    }
    return spans;
  }

  at(moment: number) {
    const { effectiveDate, endDate, members, turnOffset, restrictions, id } = this.layer;
    if (members.length === 0 || moment < effectiveDate.epochMilliseconds) return undefined;
    if (endDate !== undefined && moment >= endDate.epochMilliseconds) return undefined;
    if (restrictions.length > 0 && !this.spans.some((each) => each.start <= moment && moment < each.end)) {
      return undefined;
    }
    const n = this.turns.findLast((turn) => turn.start <= moment)?.n ?? Number.NaN;
    const place = (((n + turnOffset) % members.length) + members.length) % members.length;
    return { userId: members[place], layerId: id, turn: n };
  }

  boundaries(): number[] {
    const { effectiveDate, endDate } = this.layer;
    const ends = [effectiveDate, ...(endDate === undefined ? [] : [endDate])].map((each) => each.epochMilliseconds);
    return [...ends, ...this.turns.map((turn) => turn.start), ...this.spans.flatMap(({ start, end }) => [start, end])];
  }
}

class Simulator {
  readonly layers: readonly SimulatedLayer[];

  constructor(private readonly each: Case) {
    const { layers, timeZone } = each.schedule;
    this.layers = layers.map((layer) => new SimulatedLayer(layer, layer.timeZone ?? timeZone, each));
  }

  at(moment: number): OnCall | undefined {
    const now = this.each.schedule.overrides.filter(
      ({ start, end }) => start.epochMilliseconds <= moment && moment < end.epochMilliseconds,
    );
    for (const { id, userId: added, replacedUserId } of now) {
      if (added !== undefined && replacedUserId === undefined) return { userId: added, overrideId: id };
    }
    for (const layer of this.layers) {
      const turn = layer.at(moment);
      if (turn?.userId === undefined) continue;
      const override = now.find(({ replacedUserId }) => replacedUserId === turn.userId);
      if (override === undefined) return { ...turn, userId: turn.userId };
      if (override.userId !== undefined) return { ...turn, userId: override.userId, overrideId: override.id };
    }
    return undefined;
  }

  /** Every minute of the window, and what `edges` has. */
  moments(): number[] {
    const { start, end } = this.each;
    const minutes = Array.from({ length: (end - start) / MINUTE }, (_, index) => start + index * MINUTE);
    return [...new Set([...minutes, ...this.edges()])].sort((a, b) => a - b);
  }

  /** Every boundary in the window with the seconds beside it. */
  edges(): number[] {
    const { start, end, schedule } = this.each;
    const overrides = schedule.overrides.flatMap((each) => [each.start, each.end].map((at) => at.epochMilliseconds));
    const boundaries = [...overrides, ...this.layers.flatMap((layer) => layer.boundaries())];
    const around = [...new Set(boundaries)].flatMap((at) => [at - 1000, at, at + 1000]);
    return around.filter((at) => start <= at && at < end);
  }
}

function reason(shift: OnCall | undefined): OnCall | undefined {
  if (shift === undefined) return undefined;
  const { userId: person, layerId, turn, overrideId } = shift;
  return {
    userId: person,
    ...(layerId === undefined || turn === undefined ? {} : { layerId, turn }),
    ...(overrideId === undefined ? {} : { overrideId }),
  };
}

/** Reads a list of shifts moment by moment, which only go forward. */
function reader<T extends { readonly start: Instant; readonly end: Instant }>(shifts: readonly T[]) {
  const times = shifts.map((shift) => ({
    shift,
    start: shift.start.epochMilliseconds,
    end: shift.end.epochMilliseconds,
  }));
  let place = 0;
  return (moment: number): T | undefined => {
    while ((times[place]?.end ?? Infinity) <= moment) place += 1;
    const found = times[place];
    return found !== undefined && found.start <= moment ? found.shift : undefined;
  };
}

const text = (value: unknown) => JSON.stringify(value);

describe('the calculator against a minute-by-minute simulator', () => {
  it('gives the same person for the same reason at every minute and around every boundary', () => {
    fc.assert(
      fc.property(anyCase, ({ schedule, start, end }) => {
        const simulator = new Simulator({ schedule, start, end });
        const shifts = shiftsBetween(schedule, { start: instant(start), end: instant(end) });
        const shiftOf = reader(shifts);
        for (const moment of simulator.moments()) {
          const expected = text(reason(simulator.at(moment)));
          if (text(reason(shiftOf(moment))) !== expected) {
            expect({ at: instant(moment).toString(), ...shiftOf(moment) }).toEqual(expected);
          }
        }
        for (const moment of simulator.edges()) {
          expect(text(reason(onCallAt(schedule, instant(moment))))).toBe(text(reason(simulator.at(moment))));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives shifts in order that do not overlap, whole as long as nothing changes, and inside the window', () => {
    fc.assert(
      fc.property(anyCase, ({ schedule, start, end }) => {
        const shifts = shiftsBetween(schedule, { start: instant(start), end: instant(end) });
        let last: Shift | undefined;
        for (const shift of shifts) {
          expect(shift.start.epochMilliseconds).toBeGreaterThanOrEqual(last?.end.epochMilliseconds ?? start);
          expect(shift.end.epochMilliseconds).toBeGreaterThan(shift.start.epochMilliseconds);
          if (last?.end.equals(shift.start) === true) expect(sameReason(last, shift)).toBe(false);
          last = shift;
        }
        expect(last?.end.epochMilliseconds ?? end).toBeLessThanOrEqual(end);
      }),
      { numRuns: 300 },
    );
  });

  it('gives each layer alone as the simulator does, with the turns that nobody has', () => {
    fc.assert(
      fc.property(anyCase, ({ schedule, start, end }) => {
        const simulator = new Simulator({ schedule, start, end });
        const views = layersBetween(schedule, { start: instant(start), end: instant(end) });
        expect(views.map((view) => view.layerId)).toEqual(schedule.layers.map((layer) => layer.id));
        const layers = simulator.layers.map((layer, index) => ({ layer, shiftOf: reader(views[index]?.shifts ?? []) }));
        for (const moment of simulator.moments()) {
          for (const { layer, shiftOf } of layers) {
            const turn = layer.at(moment);
            const shift = shiftOf(moment);
            if (shift?.turn !== turn?.turn || shift?.userId !== turn?.userId) {
              expect({ at: instant(moment).toString(), ...shift }).toEqual(turn);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds the shifts before, at and after a moment as a walk over the minutes does', () => {
    const positions: SchedulePosition[] = ['previous', 'current', 'next'];
    fc.assert(
      fc.property(anyCase, ({ schedule, start }) => {
        const around = { start: start - 3 * DAY, end: start + 3 * DAY };
        const simulator = new Simulator({ schedule, ...around });
        const current = simulator.at(start);
        for (const position of positions) {
          const found = shiftAt(schedule, position, instant(start));
          const walked = walk(simulator, position, start, current, around);
          if (walked !== undefined) expect(text(reason(found))).toBe(text(reason(walked)));
          else if (found !== undefined && position !== 'current') {
            const isOutside =
              found.start.epochMilliseconds >= around.end || found.end.epochMilliseconds <= around.start;
            expect(isOutside).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

function walk(
  simulator: Simulator,
  position: SchedulePosition,
  from: number,
  current: OnCall | undefined,
  { start, end }: { readonly start: number; readonly end: number },
): OnCall | undefined {
  if (position === 'current') return current;
  const step = position === 'next' ? MINUTE : -MINUTE;
  for (let at = from + step; start <= at && at < end; at += step) {
    const found = simulator.at(at);
    if (found !== undefined && (current === undefined || !sameReason(found, current))) return found;
  }
  return undefined;
}
