import { ConflictError, type UserId } from '../../kernel/index.js';
import {
  notifiable,
  type Candidate,
  type PolicySnapshot,
  type StepOutcome,
  type StepSnapshot,
} from '../escalation-policies/index.js';
import { nextOpening, type TimeRestrictions } from '../schedules/index.js';

export const HOLD_REASONS = ['snooze', 'maintenance', 'threshold', 'support_hours', 'merged'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** An escalation that waits: nobody is notified until it ends. */
export interface Hold {
  readonly reason: HoldReason;
  /** When it ends by itself; absent: something else ends it. */
  readonly until?: Temporal.Instant;
  /** The maintenance window, or the page that this one is merged into. */
  readonly for?: string;
}

/** So many occurrences within so many minutes start the escalation. */
export interface OpenThreshold {
  readonly occurrences: number;
  readonly minutes: number;
}

/** A running escalation: its own copy of the policy, and how far it is. */
export interface Escalation {
  /** One more each time the page is triggered again. */
  readonly run: number;
  readonly policy: PolicySnapshot;
  /** The step that was last executed; -1 before the first of a run's first cycle. */
  readonly stepIndex: number;
  /** Cycles after the first: 0 to `policy.retries`. */
  readonly retryCount: number;
  readonly cycleStartedAt: Temporal.Instant;
  /** Notifications made in this run. */
  readonly notified: number;
  readonly hold?: Hold;
  /** The policy of this run has ended: nobody is notified any more. */
  readonly hasEnded: boolean;
  /** After so long without a resolution, an acknowledged page is triggered again. */
  readonly ackTimeoutMinutes?: number;
  /** Outside of them it waits. */
  readonly supportHours?: TimeRestrictions;
  /** Present while too few occurrences came. */
  readonly belowThreshold?: OpenThreshold;
}

/** Where in its policy a step was executed, and whom it found. */
export interface StepFacts extends StepOutcome {
  /** From 1. */
  readonly step: number;
  readonly stepId: string;
  readonly retry: number;
}

/** What a step of an escalation did, in order, for the timeline. */
export type Happening =
  | (StepFacts & {
      readonly kind: 'stepped';
      /** Those who are notified: all who can be, or the one whose turn it is. */
      readonly chosen: readonly Candidate[];
      readonly isInTurn: boolean;
    })
  | (StepFacts & { readonly kind: 'nobody' })
  | { readonly kind: 'held'; readonly hold: Hold; readonly threshold?: OpenThreshold }
  | { readonly kind: 'resumed'; readonly hold: Hold }
  | { readonly kind: 'retriggered'; readonly minutes: number }
  | { readonly kind: 'cycle waits'; readonly retry: number; readonly until: Temporal.Instant }
  | { readonly kind: 'ended'; readonly notified: number };

/** Whom a step finds at this moment. */
export type Finds = (step: StepSnapshot) => StepOutcome;

export interface Advance {
  readonly after: Escalation;
  readonly happenings: readonly Happening[];
  /** Whom to notify now, under `after`'s step and retry. */
  readonly userIds: readonly UserId[];
  /** When to go on; absent when the policy has ended, or something else ends the hold. */
  readonly dueAt?: Temporal.Instant;
}

/** A cycle takes at least this long, whatever the policy says (DESIGN §4.9). */
const SHORTEST_CYCLE_SECONDS = 60;

/** The least time between the starts of two cycles: the sum of the policy's delays, at least a minute. */
export function cycleSeconds(policy: PolicySnapshot): number {
  const sum = policy.steps.reduce((seconds, step) => seconds + step.escalateAfterSeconds, 0);
  return Math.max(sum, SHORTEST_CYCLE_SECONDS);
}

/**
 * What is due of an escalation that time wakes: its hold goes on or ends, another one begins, or its next step is
 * executed. A page that falls silent for a while after a snooze begins anew, one that waited to begin goes on.
 */
export function proceed(before: Escalation, finds: Finds, now: Temporal.Instant): Advance {
  if (isHeld(before, now)) return waiting(before, []);
  const { hold } = before;
  const told: Happening[] = hold === undefined ? [] : [{ kind: 'resumed', hold }];
  const free = hold?.reason === 'snooze' ? restarted(before) : released(before);
  const next = nextHold(free, now, hold);
  if (next !== undefined) {
    const threshold = free.belowThreshold === undefined ? {} : { threshold: free.belowThreshold };
    return waiting({ ...free, hold: next }, [...told, { kind: 'held', hold: next, ...threshold }]);
  }
  const result = advance(free, finds, now);
  return { ...result, happenings: [...told, ...result.happenings] };
}

function isHeld({ hold, belowThreshold }: Escalation, now: Temporal.Instant): boolean {
  if (hold === undefined) return false;
  if (hold.reason === 'threshold') return belowThreshold !== undefined;
  return hold.until === undefined || Temporal.Instant.compare(hold.until, now) > 0;
}

/**
 * What keeps an escalation without a hold from its next step. Who waited for support hours waits no second time: an
 * engine that was away while they were open must not cost another week.
 */
function nextHold(
  { belowThreshold, supportHours }: Escalation,
  now: Temporal.Instant,
  last: Hold | undefined,
): Hold | undefined {
  if (belowThreshold !== undefined) return { reason: 'threshold' };
  if (last?.reason === 'support_hours') return undefined;
  const until = nextOpening(supportHours, now);
  return Temporal.Instant.compare(until, now) > 0 ? { reason: 'support_hours', until } : undefined;
}

function waiting(after: Escalation, happenings: readonly Happening[]): Advance {
  const until = after.hold?.until;
  return { after, happenings, userIds: [], ...(until === undefined ? {} : { dueAt: until }) };
}

/** Without its hold; where it stands, it stays. */
export function released(before: Escalation): Escalation {
  const { hold: _, ...free } = before;
  return free;
}

/** Another run from the first step on, of this policy or of another one. Whatever held it holds it no more. */
export function restarted(before: Escalation, policy = before.policy): Escalation {
  const { hold: _, belowThreshold: __, ...free } = before;
  return { ...free, policy, run: before.run + 1, stepIndex: -1, retryCount: 0, notified: 0, hasEnded: false };
}

/**
 * The next step, whatever holds the escalation. The next step that finds somebody notifies them and waits for its delay; a step that finds nobody
 * goes on to the next at once, within this cycle only. After the last step the policy starts over while it has
 * retries, never sooner than a cycle's length after the last start, so an empty rota does not burn its policy.
 */
export function advance(before: Escalation, finds: Finds, now: Temporal.Instant): Advance {
  const started = before.stepIndex < 0 ? { ...before, cycleStartedAt: now } : before;
  if (started.stepIndex < lastStep(started)) return walk(started, finds, now, []);
  return nextCycle(started, finds, now, []);
}

/** Whether the policy ended with this advance. */
export function hasEnded({ happenings }: Advance): boolean {
  return happenings.some((happening) => happening.kind === 'ended');
}

/** The step that `advance` executed, when its responders take turns; they are chosen by `inTurn`. */
export function roundRobinStep({ after, userIds }: Advance): number | undefined {
  const step = after.policy.steps[after.stepIndex];
  return userIds.length > 0 && step?.assignment === 'round-robin' ? after.stepIndex : undefined;
}

/** The advance with the one person whose turn it is in the place of all whom its step found. */
export function inTurn(advance: Advance, candidate: Candidate): Advance {
  const { after, happenings, userIds } = advance;
  return {
    ...advance,
    after: { ...after, notified: after.notified - userIds.length + 1 },
    happenings: happenings.map((happening) =>
      happening.kind === 'stepped' ? { ...happening, chosen: [candidate], isInTurn: true } : happening,
    ),
    userIds: [candidate.userId],
  };
}

/** The steps after the present one of this cycle. */
function walk(before: Escalation, finds: Finds, now: Temporal.Instant, happenings: readonly Happening[]): Advance {
  const told = [...happenings];
  const { policy, retryCount: retry } = before;
  for (let index = before.stepIndex + 1; index < policy.steps.length; index += 1) {
    const step = policy.steps[index];
    if (step === undefined) break;
    const found = finds(step);
    const facts = { step: index + 1, stepId: step.id, retry, ...found };
    const chosen = notifiable(found.candidates);
    if (chosen.length === 0) {
      told.push({ kind: 'nobody', ...facts });
      continue;
    }
    told.push({ kind: 'stepped', ...facts, chosen, isInTurn: false });
    return {
      after: { ...before, stepIndex: index, notified: before.notified + chosen.length },
      happenings: told,
      userIds: chosen.map((each) => each.userId),
      dueAt: now.add({ seconds: step.escalateAfterSeconds }),
    };
  }
  return cycleOver({ ...before, stepIndex: lastStep(before) }, now, told);
}

/** Begins the next cycle when its time has come. */
function nextCycle(before: Escalation, finds: Finds, now: Temporal.Instant, happenings: readonly Happening[]): Advance {
  const over = cycleOver(before, now, happenings);
  if (over.dueAt === undefined || Temporal.Instant.compare(over.dueAt, now) > 0) return over;
  const after = { ...before, stepIndex: -1, retryCount: before.retryCount + 1, cycleStartedAt: now };
  return walk(after, finds, now, happenings);
}

function cycleOver(before: Escalation, now: Temporal.Instant, happenings: readonly Happening[]): Advance {
  const { policy, retryCount, notified } = before;
  if (retryCount >= policy.retries || policy.steps.length === 0) {
    return {
      after: { ...before, hasEnded: true },
      happenings: [...happenings, { kind: 'ended', notified }],
      userIds: [],
    };
  }
  const dueAt = before.cycleStartedAt.add({ seconds: cycleSeconds(policy) });
  const waits = Temporal.Instant.compare(dueAt, now) > 0;
  const told: Happening[] = waits ? [{ kind: 'cycle waits', retry: retryCount + 1, until: dueAt }] : [];
  return { after: before, happenings: [...happenings, ...told], userIds: [], dueAt };
}

function lastStep(escalation: Escalation): number {
  return escalation.policy.steps.length - 1;
}

/** The escalation as a person moves it: no hold keeps it, and it is another run when the page had been acknowledged. */
export function rerun(before: Escalation, wasAcknowledged: boolean): Escalation {
  const { hold: _, belowThreshold: __, ...free } = before;
  return wasAcknowledged ? { ...free, run: before.run + 1, notified: 0, hasEnded: false } : free;
}

/** @throws ConflictError for a page that follows another one: what is done to that one is done to it */
export function refuseMerged({ hold }: Escalation, verb: string): void {
  if (hold?.reason !== 'merged') return;
  throw new ConflictError(`The page is merged into ${hold.for ?? 'another one'} and cannot be ${verb}.`, 'page_merged');
}

/** Whether a person can still escalate: there is a step after the present one. */
export function hasNextStep(escalation: Escalation): boolean {
  return escalation.stepIndex < lastStep(escalation);
}
