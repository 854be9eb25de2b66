import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { epochNs, epochSeconds, ZoneClock } from './zone-clock.js';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/Nuuk',
  'UTC',
];
const FIRST = Date.UTC(1990, 0) / 1000;
const LAST = Date.UTC(2060, 0) / 1000;
const DAY = 86_400;

const zone = fc.constantFrom(...ZONES);
const moment = fc.integer({ min: FIRST, max: LAST });

const HALF_HOUR = 1800;
const seconds = fc.integer({ min: -2 * DAY, max: 2 * DAY });
const halfHours = fc.integer({ min: -96, max: 96 }).map((count) => count * HALF_HOUR);

/** Moments within two days of a change of the clocks, where mistakes would be; many of them on its very edges. */
const nearChange = fc.tuple(zone, moment, fc.oneof(seconds, halfHours)).map(([name, from, aside]) => {
  const next = zoned(name, from).getTimeZoneTransition('next');
  return { name, at: (next === null ? from : next.epochMilliseconds / 1000) + aside };
});

function zoned(name: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(name);
}

function wallOf(at: Temporal.ZonedDateTime): number {
  return at.toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds / 1000;
}

function momentOf(name: string, wall: number): number {
  const plain = zoned('UTC', wall).toPlainDateTime();
  return plain.toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds / 1000;
}

describe('ZoneClock', () => {
  it('reads the wall and its moments as Temporal does, near changes of the clocks and far from its range', () => {
    const aside = fc.integer({ min: -90 * DAY, max: 90 * DAY });
    fc.assert(
      fc.property(nearChange, aside, fc.integer({ min: 0, max: 400 * DAY }), ({ name, at }, before, length) => {
        const start = at + before;
        const clock = new ZoneClock(name, { start: epochNs(start), end: epochNs(start + length) });
        expect(clock.wallAt(at)).toBe(wallOf(zoned(name, at)));
        for (const wall of [at, wallOf(zoned(name, at))]) expect(clock.momentOf(wall)).toBe(momentOf(name, wall));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the times of the day that Apia skipped a day later', () => {
    const skipped = Date.UTC(2011, 11, 30, 9) / 1000;
    const clock = new ZoneClock('Pacific/Apia', { start: epochNs(skipped), end: epochNs(skipped) });
    expect(zoned('Pacific/Apia', clock.momentOf(skipped)).toString()).toBe('2011-12-31T09:00:00+14:00[Pacific/Apia]');
  });
});

describe('epochSeconds', () => {
  it('rounds down on both sides of 1970', () => {
    expect([1_999_999_999n, -1n, -1_000_000_000n].map(epochSeconds)).toEqual([1, -1, -1]);
  });
});
