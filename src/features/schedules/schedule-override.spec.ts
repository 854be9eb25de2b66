import { describe, expect, it } from '@jest/globals';
import { ConflictError, type ScheduleId, type UserId } from '../../kernel/index.js';
import { claimsOf, kindOf, removed, requirePeople, spanAhead, type ScheduleOverride } from './schedule-override.js';

const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const [KIM, LEE] = ['user-kim', 'user-lee'] as [UserId, UserId];
const after = (hours: number) => NOW.add({ minutes: Math.round(hours * 60) });

function override(changes: Partial<ScheduleOverride>): ScheduleOverride {
  return {
    id: 'override',
    scheduleId: 'schedule' as ScheduleId,
    ...{ start: after(1), end: after(2), createdBy: KIM, createdAt: NOW },
    ...changes,
  };
}

describe('spanAhead', () => {
  it.each([
    ['the span', { start: after(1), end: after(2) }, after(1)],
    ['now when no start is given', { end: after(2) }, NOW],
    ['now for a start of the last minute', { start: NOW.subtract({ seconds: 60 }), end: after(2) }, NOW],
    ['400 days', { start: after(1), end: after(1 + 400 * 24) }, after(1)],
  ])('takes %s', (_, asked, start) => {
    expect(spanAhead(asked, NOW)).toEqual({ start, end: asked.end });
  });

  it.each([
    [
      'a start before the last minute',
      { start: NOW.subtract({ seconds: 61 }), end: after(2) },
      '/data/attributes/start',
    ],
    ['an end in the past', { end: after(-1) }, '/data/attributes/end'],
    ['an end now', { end: NOW }, '/data/attributes/end'],
    ['an end at the start', { start: after(1), end: after(1) }, '/data/attributes/end'],
    ['an end before the start', { start: after(2), end: after(1) }, '/data/attributes/end'],
    ['more than 400 days', { start: after(1), end: after(1.1 + 400 * 24) }, '/data/attributes/end'],
  ])('refuses %s', (_, asked, field) => {
    expect(() => spanAhead(asked, NOW)).toThrow(
      expect.objectContaining({ violations: [expect.objectContaining({ field })] }),
    );
  });
});

describe('kinds', () => {
  it.each([
    ['add', { userId: KIM }, [[KIM, false]]],
    ['remove', { replacedUserId: KIM }, [[KIM, true]]],
    [
      'replace',
      { userId: LEE, replacedUserId: KIM },
      [
        [KIM, true],
        [LEE, false],
      ],
    ],
  ] as const)('%s is told by its people, and claims them', (kind, people, claims) => {
    expect(kindOf(people)).toBe(kind);
    expect(() => {
      requirePeople({ kind, ...people, end: after(1) });
    }).not.toThrow();
    const others = claimsOf(override(people)).filter(({ subject }) => subject !== 'schedule');
    expect(others).toEqual(claims.map(([subject, isAlone]) => ({ subject, isAlone })));
  });

  it('claims the schedule alone for an add only', () => {
    const ofSchedule = (people: Partial<ScheduleOverride>) =>
      claimsOf(override(people)).filter(({ subject }) => subject === 'schedule');
    expect(ofSchedule({ userId: KIM })).toEqual([{ subject: 'schedule', isAlone: true }]);
    expect(ofSchedule({ userId: KIM, replacedUserId: LEE })).toEqual([]);
  });
});

describe('removed', () => {
  it('leaves nothing of one that has not begun', () => {
    expect(removed(override({ userId: KIM }), NOW)).toBeUndefined();
    expect(removed(override({ userId: KIM }), after(1))).toBeUndefined();
  });

  it('ends one that is under way', () => {
    const running = override({ userId: KIM });
    expect(removed(running, after(1.5))).toEqual({ ...running, end: after(1.5) });
  });

  it('refuses one that is over', () => {
    expect(() => removed(override({ userId: KIM }), after(2))).toThrow(ConflictError);
  });
});
