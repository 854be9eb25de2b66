import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import { appliedRotationStart, keptTurn, memberAt, Turns } from './turns.js';
import { epochSeconds, ZoneClock } from './zone-clock.js';

const at = (text: string) => Temporal.Instant.from(text);

/** Members as letters; `-` is a turn that nobody has. */
function rotation(letters: string, turnOffset = 0, changes: object = {}) {
  return {
    ...{ id: 'layer', name: 'Layer', effectiveDate: at('2026-01-01T00:00:00Z'), restrictions: [] },
    ...{ rotationStart: at('2026-01-01T09:00:00Z'), interval: { days: 1, seconds: 0 }, timeZone: 'UTC' },
    members: Array.from(letters).map((letter) => (letter === '-' ? undefined : (letter as UserId))),
    turnOffset,
    ...changes,
  };
}

function turnsOf(each: ReturnType<typeof rotation>): Turns {
  const start = each.rotationStart.epochNanoseconds;
  return new Turns(each, new ZoneClock(each.timeZone, { start, end: start }));
}

function turnStart(each: ReturnType<typeof rotation>, n: number): string {
  return Temporal.Instant.fromEpochMilliseconds(turnsOf(each).startOf(n) * 1000).toString();
}

function turnAt(each: ReturnType<typeof rotation>, moment: Temporal.Instant): number {
  return turnsOf(each).at(epochSeconds(moment.epochNanoseconds));
}

/** Who has the turns of these numbers. */
function turns(letters: string, turnOffset: number, numbers: readonly number[]): string {
  return numbers.map((n) => memberAt(rotation(letters, turnOffset), n) ?? '-').join('');
}

describe('turns', () => {
  it('begin at whole seconds, on the wall clock for days and exactly for seconds', () => {
    const berlin = { rotationStart: at('2026-03-27T08:00:00.9Z'), timeZone: 'Europe/Berlin' };
    const daily = rotation('AB', 0, berlin);
    expect(turnStart(daily, 2)).toBe('2026-03-29T07:00:00Z');
    const seconds = rotation('AB', 0, { ...berlin, interval: { days: 0, seconds: 86_400 } });
    expect(turnStart(seconds, 2)).toBe('2026-03-29T08:00:00Z');
  });

  it('are numbered below 0 before the rotation starts', () => {
    const daily = rotation('ABC');
    expect(turnAt(daily, at('2026-01-01T09:00:00Z'))).toBe(0);
    expect(turnAt(daily, at('2026-01-01T08:59:59Z'))).toBe(-1);
    expect(turns('ABC', 0, [-2, -1, 0, 1, 2, 3])).toBe('BCABCA');
  });
});

describe('keptTurn', () => {
  // turn 2 is under way: the third of three
  const NOW = at('2026-01-03T12:00:00Z');

  it.each([
    ['the same members', 'ABC', 'ABC', 'CAB'],
    ['one before the active leaves', 'ABC', 'BC', 'CBC'],
    ['one after the active leaves', 'ABCD', 'ABC', 'CAB'],
    ['the active leaves: the next takes over', 'ABC', 'AB', 'ABA'],
    ['the active and the next leave', 'ABCD', 'AB', 'ABA'],
    ['one joins in front', 'ABC', 'DABC', 'CDA'],
    ['the active moves', 'ABC', 'CBA', 'CBA'],
    ['everybody else', 'ABC', 'XYZ', 'ZXY'],
    ['an empty turn goes on', 'AB-', 'A-B', '-BA'],
    ['the second of two turns of one person', 'ABA', 'BA', 'ABA'],
    ['the second of two turns, of which one is left', 'ABA', 'AC', 'ACA'],
  ])('%s: %s → %s', (_, before, after, expected) => {
    const offset = keptTurn(rotation(before), rotation(after), NOW);
    expect(turns(after, offset, [2, 3, 4])).toBe(expected);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThan(after.length);
  });

  it('goes on from an offset that an earlier change left', () => {
    const first = keptTurn(rotation('ABC'), rotation('BC'), NOW);
    const second = keptTurn(rotation('BC', first), rotation('BCD'), NOW);
    expect(turns('BCD', second, [2, 3, 4])).toBe('CDB');
  });

  it.each([
    ['the start', { rotationStart: at('2026-01-01T10:00:00Z') }],
    ['the interval', { interval: { days: 1, seconds: 1 } }],
    ['the zone', { timeZone: 'Europe/Berlin' }],
  ])('follows the list as it is written when %s is another', (_, changes) => {
    expect(keptTurn(rotation('ABC', 2), rotation('BC', 0, changes), NOW)).toBe(0);
  });

  it('follows the list as it is written before the layer counts, and when nobody was or is in it', () => {
    const later = { effectiveDate: at('2026-02-01T00:00:00Z') };
    expect(keptTurn(rotation('ABC', 0, later), rotation('BC'), NOW)).toBe(0);
    expect(keptTurn(rotation(''), rotation('BC'), NOW)).toBe(0);
    expect(keptTurn(rotation('ABC', 1), rotation(''), NOW)).toBe(0);
  });
});

describe('appliedRotationStart', () => {
  it.each([
    [0, '2026-01-01T09:00:00Z'],
    [1, '2026-01-03T09:00:00Z'],
    [2, '2026-01-02T09:00:00Z'],
  ])('is the first member’s first turn with an offset of %i', (offset, expected) => {
    expect(appliedRotationStart(rotation('ABC', offset)).toString()).toBe(expected);
  });
});
