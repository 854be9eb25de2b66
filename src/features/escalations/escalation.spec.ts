import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../kernel/index.js';
import type { PolicySnapshot, StepOutcome, StepSnapshot } from '../escalation-policies/index.js';
import {
  advance,
  cycleSeconds,
  hasNextStep,
  inTurn,
  proceed,
  rerun,
  restarted,
  roundRobinStep,
  type Advance,
  type Escalation,
  type Hold,
} from './escalation.js';

const T0 = Temporal.Instant.from('2026-11-24T03:00:00Z');
const at = (seconds: number) => T0.add({ seconds });

function policy(retries: number, ...steps: (readonly [seconds: number, ...users: string[]])[]): PolicySnapshot {
  return {
    id: 'p',
    name: 'policy',
    retries,
    resolvePageOnPolicyEnd: false,
    steps: steps.map(([escalateAfterSeconds, ...users], index) => ({
      id: `s${index + 1}`,
      escalateAfterSeconds,
      targets: users.map((id) => ({ kind: 'user' as const, id })),
    })),
  };
}

const triggered = (of: PolicySnapshot): Escalation => ({
  run: 1,
  policy: of,
  stepIndex: -1,
  retryCount: 0,
  cycleStartedAt: T0,
  notified: 0,
  hasEnded: false,
});

const finds = (...names: string[]): StepOutcome => ({
  candidates: names.map((name) => ({ userId: name as UserId })),
  empty: [],
});
const findsAll = (step: StepSnapshot) => finds(...step.targets.map((target) => target.id));

/** Runs to the end, or at most `limit` timers. Answers who was notified at which second. */
function play(of: PolicySnapshot, limit = 50): { log: string[]; last: Advance } {
  const log: string[] = [];
  let escalation = triggered(of);
  let now = T0;
  for (let count = 0; ; count += 1) {
    const result = advance(escalation, findsAll, now);
    for (const happening of result.happenings) {
      const second = now.since(T0).total('seconds');
      if (happening.kind === 'stepped') log.push(`${second}s ${happening.chosen.map((each) => each.userId).join('+')}`);
      else log.push(`${second}s ${happening.kind}`);
    }
    if (result.dueAt === undefined || count >= limit) return { log, last: result };
    escalation = result.after;
    now = result.dueAt;
  }
}

describe('advance', () => {
  it('notifies step after step, then retries, then ends', () => {
    expect(play(policy(1, [60, 'ada'], [120, 'grace', 'ken'])).log).toEqual([
      '0s ada',
      '60s grace+ken',
      '180s ada',
      '240s grace+ken',
      '360s ended',
    ]);
  });

  it('goes past a step that finds nobody at once, within the cycle', () => {
    expect(play(policy(0, [300], [60, 'grace'])).log).toEqual(['0s nobody', '0s grace', '60s ended']);
  });

  it('does not burn its retries on an empty rota: a cycle lasts as long as its delays', () => {
    expect(play(policy(2, [60], [120])).log).toEqual([
      '0s nobody',
      '0s nobody',
      '0s cycle waits',
      '180s nobody',
      '180s nobody',
      '180s cycle waits',
      '360s nobody',
      '360s nobody',
      '360s ended',
    ]);
  });

  it('waits the rest of the cycle when only its first step finds somebody', () => {
    expect(play(policy(1, [60, 'ada'], [600])).log).toEqual([
      '0s ada',
      '60s nobody',
      '60s cycle waits',
      '660s ada',
      '720s nobody',
      '720s ended',
    ]);
  });

  it('ends at once without steps, having notified nobody', () => {
    const { log, last } = play(policy(10));
    expect(log).toEqual(['0s ended']);
    expect(last.after.notified).toBe(0);
  });

  it('counts the cycles: retries after the first', () => {
    const { last } = play(policy(10, [60, 'ada']));
    expect(last.after).toMatchObject({ retryCount: 10, notified: 11 });
  });

  it('keeps the start of a cycle that a late worker begins', () => {
    const late = advance(triggered(policy(1, [60, 'ada'])), () => finds('ada'), at(500));
    expect(late.after.cycleStartedAt).toEqual(at(500));
    expect(late.dueAt).toEqual(at(560));
  });

  it('does not execute a due cycle before its time when it is asked early', () => {
    const over: Escalation = { ...triggered(policy(1, [60, 'ada'], [60])), stepIndex: 1 };
    const early = advance(over, () => finds(), at(30));
    expect(early.happenings).toEqual([{ kind: 'cycle waits', retry: 1, until: at(120) }]);
    expect(early.after.retryCount).toBe(0);
  });
});

describe('cycleSeconds', () => {
  it.each([
    ['the sum of the delays', policy(0, [60, 'a'], [300, 'b']), 360],
    ['a minute at least', policy(0), 60],
  ])('is %s', (_name, of, seconds) => {
    expect(cycleSeconds(of)).toBe(seconds);
  });
});

describe('escalation by a person', () => {
  it('has a next step until the last', () => {
    const escalation = triggered(policy(5, [60, 'a'], [60, 'b']));
    expect([-1, 0, 1].map((stepIndex) => hasNextStep({ ...escalation, stepIndex }))).toEqual([true, true, false]);
  });

  it('begins another run only when the page was acknowledged', () => {
    const escalation = { ...triggered(policy(0, [60, 'a'])), notified: 3 };
    expect(rerun(escalation, false)).toEqual(escalation);
    expect(rerun(escalation, true)).toMatchObject({ run: 2, notified: 0 });
  });
});

describe('proceed', () => {
  const escalation = triggered(policy(1, [60, 'ada'], [60, 'grace']));
  const officeHours = {
    timeZone: 'UTC',
    restrictions: [
      { startDay: 'tuesday' as const, startTime: '09:00:00', endDay: 'tuesday' as const, endTime: '17:00:00' },
    ],
  };
  const opening = Temporal.Instant.from('2026-11-24T09:00:00Z');
  const told = ({ happenings }: Advance) => happenings.map((happening) => happening.kind);

  it('does as `advance` when nothing holds the escalation', () => {
    expect(proceed(escalation, findsAll, T0)).toEqual(advance(escalation, findsAll, T0));
  });

  it.each<[string, Hold, number, boolean]>([
    ['a snooze before its end', { reason: 'snooze', until: at(60) }, 59, true],
    ['a snooze at its end', { reason: 'snooze', until: at(60) }, 60, false],
    ['maintenance before its end', { reason: 'maintenance', until: at(60), for: 'w' }, 59, true],
    ['maintenance at its end', { reason: 'maintenance', until: at(60), for: 'w' }, 60, false],
    ['a merge', { reason: 'merged', for: 'p' }, 1e6, true],
    ['a threshold that was reached', { reason: 'threshold' }, 0, false],
  ])('%s', (_, hold, second, isHeld) => {
    const result = proceed({ ...escalation, hold }, findsAll, at(second));
    expect(told(result)).toEqual(isHeld ? [] : ['resumed', 'stepped']);
    expect(result.after.hold).toEqual(isHeld ? hold : undefined);
    expect(result.dueAt).toEqual(isHeld ? hold.until : at(second + 60));
  });

  it('begins another run at step 1 after a snooze, and goes on after support hours', () => {
    const atStep1 = { ...escalation, stepIndex: 0, notified: 1 };
    const snoozed = proceed({ ...atStep1, hold: { reason: 'snooze', until: T0 } }, findsAll, T0);
    expect(snoozed).toMatchObject({ userIds: ['ada'], after: { run: 2, stepIndex: 0, notified: 1 } });
    const waited = proceed({ ...atStep1, hold: { reason: 'support_hours', until: T0 } }, findsAll, T0);
    expect(waited).toMatchObject({ userIds: ['grace'], after: { run: 1, stepIndex: 1, notified: 2 } });
  });

  it('waits for the next opening of support hours, at every step, and once only', () => {
    const waiting = proceed({ ...escalation, supportHours: officeHours }, findsAll, T0);
    expect(waiting).toMatchObject({ dueAt: opening, userIds: [], after: { hold: { reason: 'support_hours' } } });
    expect(told(waiting)).toEqual(['held']);
    expect(told(proceed(waiting.after, findsAll, opening))).toEqual(['resumed', 'stepped']);
    expect(told(proceed(waiting.after, findsAll, opening.add({ hours: 20 })))).toEqual(['resumed', 'stepped']);
  });

  it('holds below a threshold without an end, and before support hours are asked', () => {
    const below = { ...escalation, supportHours: officeHours, belowThreshold: { occurrences: 3, minutes: 10 } };
    const held = proceed(below, findsAll, T0);
    expect(held.after.hold).toEqual({ reason: 'threshold' });
    expect(held.dueAt).toBeUndefined();
    const { belowThreshold: _, ...reached } = held.after;
    expect(told(proceed(reached, findsAll, T0))).toEqual(['resumed', 'held']);
  });

  it('is not ended while it is held', () => {
    const last = { ...triggered(policy(0, [60, 'ada'])), stepIndex: 0, supportHours: officeHours };
    expect(proceed(last, findsAll, T0).after.hasEnded).toBe(false);
    expect(proceed(last, findsAll, opening).after.hasEnded).toBe(true);
  });
});

describe('a step whose responders take turns', () => {
  const roundRobin = (of: PolicySnapshot): PolicySnapshot => ({
    ...of,
    steps: of.steps.map((step) => ({ ...step, assignment: 'round-robin' })),
  });

  it('is named when it was executed', () => {
    const of = roundRobin(policy(0, [60, 'ada', 'grace']));
    expect(roundRobinStep(advance(triggered(of), findsAll, T0))).toBe(0);
    expect(roundRobinStep(advance(triggered(policy(0, [60, 'ada'])), findsAll, T0))).toBeUndefined();
    expect(roundRobinStep(advance(triggered(roundRobin(policy(0, [60]))), findsAll, T0))).toBeUndefined();
  });

  it('notifies the chosen one and counts one notification', () => {
    const all = advance(triggered(roundRobin(policy(0, [60, 'ada', 'grace']))), findsAll, T0);
    const one = inTurn(all, { userId: 'grace' as UserId });
    expect(one).toMatchObject({ userIds: ['grace'], after: { notified: 1 }, dueAt: at(60) });
    expect(one.happenings).toMatchObject([{ kind: 'stepped', chosen: [{ userId: 'grace' }], isInTurn: true }]);
  });
});

describe('restarted', () => {
  it('is another run from step 1, free of every hold', () => {
    const before: Escalation = {
      ...triggered(policy(2, [60, 'ada'])),
      stepIndex: 0,
      retryCount: 2,
      notified: 3,
      hasEnded: true,
      hold: { reason: 'snooze', until: T0 },
      belowThreshold: { occurrences: 2, minutes: 1 },
    };
    expect(restarted(before)).toEqual({ ...triggered(policy(2, [60, 'ada'])), run: 2 });
  });
});
