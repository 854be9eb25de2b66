import type { UserId } from '../../kernel/index.js';
import { shiftAt } from './shift-positions.js';
import type { StaffedSchedule } from './on-call.js';

/** Who is on call in a schedule as far as people were told. */
export interface ToldState {
  /** Absent: nobody. */
  readonly userId?: UserId;
  /** The end of that person's shift as it was when last looked at. */
  readonly until?: Temporal.Instant;
}

/** A person to be told that they came on call or went off. */
export interface Change {
  readonly change: 'on' | 'off';
  readonly userId: UserId;
  readonly at: Temporal.Instant;
  /** Of `on`: the end of the shift. */
  readonly until?: Temporal.Instant;
}

export interface Look {
  readonly state: ToldState;
  readonly changes: readonly Change[];
  /** When to look again: at the next change that is known of, and after 15 minutes for what is not, such as a disabled person. */
  readonly checkAt: Temporal.Instant;
}

const LONGEST_MINUTES = 15;

/**
 * What to tell whom, given who was told last. One who goes on with another turn is told nothing; of changes that passed
 * unseen, such as during an outage, only what they came to is told.
 */
export function lookAt(told: ToldState, schedule: StaffedSchedule, now: Temporal.Instant): Look {
  const current = shiftAt(schedule, 'current', now);
  const next = current?.end ?? shiftAt(schedule, 'next', now)?.start;
  const latest = now.add({ minutes: LONGEST_MINUTES });
  const checkAt = next === undefined ? latest : earlier(next, latest);
  const state = current === undefined ? {} : { userId: current.userId, until: current.end };
  if (told.userId === current?.userId) return { state, changes: [], checkAt };
  const off: Change[] =
    told.userId === undefined
      ? []
      : [{ change: 'off', userId: told.userId, at: earlier(told.until ?? now, current?.start ?? now) }];
  const on: Change[] =
    current === undefined ? [] : [{ change: 'on', userId: current.userId, at: current.start, until: current.end }];
  return { state, changes: [...off, ...on], checkAt };
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}
