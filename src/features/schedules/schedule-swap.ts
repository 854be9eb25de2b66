import { ConflictError, ForbiddenError, type Actor, type ScheduleId, type UserId } from '../../kernel/index.js';
import type { ScheduleOverride, Span } from './schedule-override.js';

export const SWAP_STATES = ['open', 'taken', 'cancelled'] as const;
type KeptState = (typeof SWAP_STATES)[number];
/** An open offer whose time is over is shown as expired; nothing is written for it. */
export type SwapState = KeptState | 'expired';

/** A shift, or a part of one, that someone offers to others. */
export interface ScheduleSwap extends Span {
  readonly id: string;
  readonly scheduleId: ScheduleId;
  readonly offeredBy: UserId;
  readonly reason?: string;
  readonly state: KeptState;
  /** Of a taken one. */
  readonly takenBy?: UserId;
  /** What put the taker on call; absent once that override was removed. */
  readonly overrideId?: string;
  readonly createdAt: Temporal.Instant;
  readonly modifiedAt: Temporal.Instant;
}

export function stateAt(swap: ScheduleSwap, now: Temporal.Instant): SwapState {
  return swap.state === 'open' && Temporal.Instant.compare(swap.end, now) <= 0 ? 'expired' : swap.state;
}

/**
 * The override that taking the swap makes, from now on when the shift is under way.
 * @throws ConflictError when it is no longer open
 * @throws ForbiddenError when the taker is the one who offers it
 */
export function takenBy(swap: ScheduleSwap, actor: Actor, overrideId: string, now: Temporal.Instant): ScheduleOverride {
  requireOpen(swap, now);
  if (swap.offeredBy === actor.userId)
    throw new ForbiddenError('Nobody takes the shift that they offer; cancel it instead.');
  const start = Temporal.Instant.compare(swap.start, now) < 0 ? now : swap.start;
  const { scheduleId, offeredBy: replacedUserId, end } = swap;
  const people = { userId: actor.userId, replacedUserId, createdBy: actor.userId };
  return { id: overrideId, scheduleId, ...people, start, end, createdAt: now };
}

/**
 * @throws ConflictError when it is no longer open
 * @throws ForbiddenError for all but the one who offers it and those who may change the schedule
 */
export function requireCancellable(swap: ScheduleSwap, actor: Actor, now: Temporal.Instant): void {
  if (swap.offeredBy !== actor.userId && !actor.permissions.has('on_call_write')) {
    throw new ForbiddenError('Only the one who offers a shift may cancel the offer, or someone with on_call_write.');
  }
  requireOpen(swap, now);
}

function requireOpen(swap: ScheduleSwap, now: Temporal.Instant): void {
  const state = stateAt(swap, now);
  if (state !== 'open') throw new ConflictError(`The swap is no longer open: it is ${state}.`, `swap_${state}`);
}
