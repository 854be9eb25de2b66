import type { UserId } from '../../kernel/index.js';

/** Why a person might not be reached, in the order of weight. */
export type ReadinessProblem = 'disabled' | 'no verified channel' | 'no notification rule' | 'only low urgency';

/** Whether a person can be reached when a page of high urgency comes. */
export interface Readiness {
  readonly userId: UserId;
  /** No problem: a rule for high urgency leads to an active channel. Others get the tenant's default channels. */
  readonly isReady: boolean;
  readonly problems: readonly ReadinessProblem[];
  /** Minutes after which the first rule for high urgency notifies; absent without one. */
  readonly firstAfterMinutes?: number;
}

/** What the tables say of one person. */
export interface ReadinessFacts {
  readonly disabled: boolean;
  readonly active_channels: number;
  /** Rules whose channel is active. */
  readonly high_rules: number;
  readonly low_rules: number;
  readonly first_after: number | null;
}

export function readinessOf(userId: UserId, facts: ReadinessFacts): Readiness {
  const problems = problemsOf(facts);
  return {
    userId,
    isReady: problems.length === 0,
    problems,
    ...(facts.first_after === null ? {} : { firstAfterMinutes: facts.first_after }),
  };
}

function problemsOf(facts: ReadinessFacts): ReadinessProblem[] {
  const disabled: ReadinessProblem[] = facts.disabled ? ['disabled'] : [];
  if (facts.active_channels === 0) return [...disabled, 'no verified channel'];
  if (facts.high_rules > 0) return disabled;
  return [...disabled, facts.low_rules > 0 ? 'only low urgency' : 'no notification rule'];
}
