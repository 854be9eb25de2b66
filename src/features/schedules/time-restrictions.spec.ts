import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOpen, nextOpening, type TimeRestrictions } from './time-restrictions.js';
import { WEEKDAYS, type TimeRestriction } from './weekly-span.js';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
];
const DAY_SECONDS = 86_400;

const weekday = fc.constantFrom(...WEEKDAYS);
/** To the minute, and often in the hours in which clocks change. */
const time = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 9, 17, 23), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => Temporal.PlainTime.from({ hour, minute }).toString());

const restriction: fc.Arbitrary<TimeRestriction> = fc.record({
  startDay: weekday,
  startTime: time,
  endDay: weekday,
  endTime: time,
});

const restricted: fc.Arbitrary<TimeRestrictions> = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  restrictions: fc.array(restriction, { minLength: 1, maxLength: 4 }),
});

/** Moments of thirty years, half of them within three days of a change of the clocks. */
function momentsIn(zone: string): fc.Arbitrary<Temporal.Instant> {
  const any = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) }).map((ms) => instant(ms));
  const aside = fc.integer({ min: -3 * DAY_SECONDS, max: 3 * DAY_SECONDS });
  const near = fc.tuple(any, aside).map(([from, seconds]) => {
    const change = from.toZonedDateTimeISO(zone).getTimeZoneTransition('next')?.toInstant() ?? from;
    return change.add({ seconds });
  });
  return fc.oneof(any, near, fc.constant(Temporal.Instant.from('2011-12-28T00:00:00Z')));
}

function instant(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}

/** The plain model: is the moment in a span that began on one of the days around? */
function isOpenByDays({ timeZone, restrictions }: TimeRestrictions, at: Temporal.Instant): boolean {
  const today = at.toZonedDateTimeISO(timeZone).toPlainDate();
  return restrictions.some(({ startDay, startTime, endDay, endTime }) => {
    for (let days = -9; days <= 2; days += 1) {
      const day = today.add({ days });
      if (WEEKDAYS[day.dayOfWeek - 1] !== startDay) continue;
      let length = (WEEKDAYS.indexOf(endDay) - WEEKDAYS.indexOf(startDay) + 7) % 7;
      if (length === 0 && endTime <= startTime) length = 7;
      const start = day.toPlainDateTime(startTime).toZonedDateTime(timeZone).toInstant();
      const end = day.add({ days: length }).toPlainDateTime(endTime).toZonedDateTime(timeZone).toInstant();
      if (Temporal.Instant.compare(start, at) <= 0 && Temporal.Instant.compare(at, end) < 0) return true;
    }
    return false;
  });
}

const withMoment = restricted.chain((all) => momentsIn(all.timeZone).map((at) => ({ all, at })));

describe('isOpen', () => {
  it('agrees with a look at every day around, to the second', () => {
    fc.assert(
      fc.property(withMoment, ({ all, at }) => {
        const moments = [at, nextOpening(all, at), nextOpening(all, at).subtract({ seconds: 1 })];
        for (const moment of moments) expect(isOpen(all, moment)).toBe(isOpenByDays(all, moment));
      }),
      { numRuns: 300 },
    );
  });

  it('is true without restrictions', () => {
    expect(isOpen(undefined, instant(0))).toBe(true);
    expect(isOpen({ timeZone: 'UTC', restrictions: [] }, instant(0))).toBe(true);
  });

  it('covers the nights of a span over several days', () => {
    const week = workingWeek('America/New_York');
    expect(isOpen(week, Temporal.Instant.from('2025-12-04T03:50:00-05:00'))).toBe(true);
    expect(isOpen(week, Temporal.Instant.from('2025-12-05T17:00:00-05:00'))).toBe(false);
  });

  it('ends at 17:00 on the wall in the weeks before and after the clocks change', () => {
    const week = workingWeek('Europe/Berlin');
    for (const end of ['2026-03-27T16:00:00Z', '2026-04-03T15:00:00Z', '2026-10-30T16:00:00Z']) {
      const at = Temporal.Instant.from(end);
      expect([isOpen(week, at.subtract({ nanoseconds: 1 })), isOpen(week, at)]).toEqual([true, false]);
    }
  });
});

describe('nextOpening', () => {
  it('always comes: within a week, or two when a change of the clocks swallows a span', () => {
    fc.assert(
      fc.property(withMoment, ({ all, at }) => {
        const opening = nextOpening(all, at);
        expect(isOpen(all, opening)).toBe(true);
        const waited = opening.since(at).total('second');
        expect(waited).toBeGreaterThanOrEqual(0);
        expect(waited).toBeLessThan(14 * DAY_SECONDS);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the first open minute that a sampler finds', () => {
    fc.assert(
      fc.property(withMoment, ({ all, at }) => {
        const start = at.round({ smallestUnit: 'minute', roundingMode: 'floor' });
        const opening = nextOpening(all, start);
        const minutes = Math.min(opening.since(start).total('minute'), 2000);
        for (let minute = 0; minute < minutes; minute += 1) {
          if (isOpenByDays(all, start.add({ minutes: minute }))) throw new Error(`open ${minute} minutes in`);
        }
        expect(isOpenByDays(all, opening)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is the moment itself while open and without restrictions', () => {
    const at = Temporal.Instant.from('2026-03-25T12:00:00.123456Z');
    expect(nextOpening(undefined, at)).toBe(at);
    expect(nextOpening({ timeZone: 'UTC', restrictions: [] }, at)).toBe(at);
    expect(nextOpening(workingWeek('Europe/Berlin'), at)).toBe(at);
  });

  it('waits for the next week when the only span lies where the clocks go forward', () => {
    const night = span('sunday', '02:30:00', 'sunday', '03:00:00');
    const all = { timeZone: 'Europe/Berlin', restrictions: [night] };
    const saturday = Temporal.Instant.from('2026-03-28T12:00:00Z');
    expect(nextOpening(all, saturday).toString()).toBe('2026-04-05T00:30:00Z');
  });

  it('takes a span that ends when it starts for the whole week', () => {
    const all = { timeZone: 'Europe/Berlin', restrictions: [span('friday', '09:00:00', 'friday', '09:00:00')] };
    const at = Temporal.Instant.from('2026-03-28T12:00:00Z');
    expect(nextOpening(all, at)).toBe(at);
  });

  it('finds the day that Apia skipped a day later', () => {
    const all = { timeZone: 'Pacific/Apia', restrictions: [span('friday', '09:00:00', 'friday', '17:00:00')] };
    const thursday = Temporal.Instant.from('2011-12-29T12:00:00-10:00');
    expect(nextOpening(all, thursday).toString({ timeZone: 'Pacific/Apia' })).toBe('2011-12-31T09:00:00+14:00');
  });
});

function workingWeek(timeZone: string): TimeRestrictions {
  return { timeZone, restrictions: [span('monday', '09:00:00', 'friday', '17:00:00')] };
}

function span(
  startDay: TimeRestriction['startDay'],
  startTime: string,
  endDay: TimeRestriction['endDay'],
  endTime: string,
): TimeRestriction {
  return { startDay, startTime, endDay, endTime };
}
