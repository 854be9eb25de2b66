import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import { coverageOf } from './coverage.js';
import type { StaffedSchedule } from './on-call.js';

const at = (text: string) => Temporal.Instant.from(text);
const WITHIN = { start: at('2026-01-01T00:00:00Z'), end: at('2026-01-03T00:00:00Z') };

function layer(id: string, letters: string, changes: object = {}): StaffedSchedule['layers'][number] {
  return {
    id,
    name: id,
    effectiveDate: at('2025-01-01T00:00:00Z'),
    rotationStart: at('2026-01-01T00:00:00Z'),
    interval: { days: 0, seconds: 12 * 3600 },
    members: Array.from(letters, (each) => (each === '-' ? undefined : (each as UserId))),
    restrictions: [],
    turnOffset: 0,
    ...changes,
  };
}

function coverage(layers: StaffedSchedule['layers'], asked = layers, overrides: StaffedSchedule['overrides'] = []) {
  const { gaps, emptyShifts, people } = coverageOf({ layers: asked }, { timeZone: 'UTC', layers, overrides }, WITHIN);
  const hours = (span: { start: Temporal.Instant; end: Temporal.Instant }) =>
    [span.start, span.end].map((each) => each.since(WITHIN.start).total('hour'));
  return {
    gaps: gaps.map(hours),
    empty: emptyShifts.map((each) => [
      each.layerId,
      ...hours(each),
      ...(each.disabledUserId === undefined ? [] : [each.disabledUserId]),
    ]),
    people: people.map(({ userId, from }) => [userId, from.since(WITHIN.start).total('hour')]),
  };
}

describe('coverageOf', () => {
  it('finds no gap where somebody is on call all the time', () => {
    expect(coverage([layer('top', 'AB')])).toEqual({
      gaps: [],
      empty: [],
      people: [
        ['A', 0],
        ['B', 12],
      ],
    });
  });

  it('tells an empty turn that a lower layer covers from a gap', () => {
    const { gaps, empty } = coverage([layer('top', 'A-'), layer('below', '-ZA')]);
    expect(empty).toEqual([
      ['top', 12, 24],
      ['top', 36, 48],
      ['below', 0, 12],
      ['below', 36, 48],
    ]);
    expect(gaps).toEqual([[36, 48]]);
  });

  it('names the person of an empty turn who is disabled', () => {
    expect(coverage([layer('top', 'A-')], [layer('top', 'AX')]).empty).toEqual([
      ['top', 12, 24, 'X'],
      ['top', 36, 48, 'X'],
    ]);
  });

  it('counts what an override removes and adds', () => {
    const override = { id: 'o', start: WITHIN.start, end: at('2026-01-01T06:00:00Z') };
    const removed = { ...override, replacedUserId: 'A' as UserId };
    expect(coverage([layer('top', 'A')], undefined, [removed]).gaps).toEqual([[0, 6]]);
    const added = { ...override, userId: 'X' as UserId };
    expect(coverage([], undefined, [added])).toMatchObject({ gaps: [[6, 48]], people: [['X', 0]] });
  });

  it('is one gap without anybody', () => {
    expect(coverage([])).toEqual({ gaps: [[0, 48]], empty: [], people: [] });
  });
});
