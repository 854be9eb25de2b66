import type { ScheduleId, TeamId, UserId } from '../../kernel/index.js';
import type { TargetPosition, TargetSnapshot } from './policy-snapshot.js';

/** Why somebody who was found cannot be notified. */
export type Obstacle = 'disabled' | 'unknown';

/** Why a target finds nobody at all. */
export type Emptiness = 'nobody_on_call' | 'no_members';

/** A person whom a target means, and through what. */
export interface Candidate {
  readonly userId: UserId;
  readonly teamId?: TeamId;
  readonly scheduleId?: ScheduleId;
  readonly position?: TargetPosition;
  /** The layer of the schedule that puts the person on call; absent where an override does. */
  readonly layerId?: string;
  readonly overrideId?: string;
  readonly obstacle?: Obstacle;
}

export interface TargetResponders {
  /** In the order of the target; those who cannot be notified too. */
  readonly candidates: readonly Candidate[];
  /** Present when there is no candidate. */
  readonly empty?: Emptiness;
}

/** What all targets of a step come to. */
export interface StepOutcome {
  /** Each person once, through the first target that means them. */
  readonly candidates: readonly Candidate[];
  readonly empty: readonly { readonly target: TargetSnapshot; readonly reason: Emptiness }[];
}

/** @param targets the step's targets in order, each with what it resolved to */
export function stepOutcome(
  targets: readonly { readonly target: TargetSnapshot; readonly responders: TargetResponders }[],
): StepOutcome {
  const people = new Map<UserId, Candidate>();
  for (const candidate of targets.flatMap(({ responders }) => responders.candidates)) {
    if (!people.has(candidate.userId)) people.set(candidate.userId, candidate);
  }
  return {
    candidates: [...people.values()],
    empty: targets.flatMap(({ target, responders: { empty } }) =>
      empty === undefined ? [] : [{ target, reason: empty }],
    ),
  };
}

/** Those who can be notified. */
export function notifiable(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((candidate) => candidate.obstacle === undefined);
}
