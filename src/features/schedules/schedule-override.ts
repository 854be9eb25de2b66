import { ConflictError, invalidField, type ScheduleId, type UserId } from '../../kernel/index.js';

/** A temporary change of a schedule, as it is kept. */
export interface ScheduleOverride {
  readonly id: string;
  readonly scheduleId: ScheduleId;
  /** Who comes on call. Alone: over all layers; with `replacedUserId`: in place of that person. */
  readonly userId?: UserId;
  /** Who is not on call. Alone: their turns fall through to the layers below. */
  readonly replacedUserId?: UserId;
  readonly start: Temporal.Instant;
  /** The first moment at which it no longer counts. */
  readonly end: Temporal.Instant;
  readonly reason?: string;
  readonly createdBy: UserId;
  readonly createdAt: Temporal.Instant;
}

export const OVERRIDE_KINDS = ['add', 'replace', 'remove'] as const;
export type OverrideKind = (typeof OVERRIDE_KINDS)[number];

/** An override as a request asks for it. */
export interface OverrideDraft {
  readonly kind: OverrideKind;
  readonly userId?: UserId;
  readonly replacedUserId?: UserId;
  /** Now when absent. */
  readonly start?: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly reason?: string;
}

export function kindOf({ userId, replacedUserId }: Pick<ScheduleOverride, 'userId' | 'replacedUserId'>): OverrideKind {
  if (userId === undefined) return 'remove';
  return replacedUserId === undefined ? 'add' : 'replace';
}

const AT = '/data/attributes';
const LONGEST_DAYS = 400;
/** Clocks of callers run ahead and behind; one that is told "now" by its own is not refused for it. */
const TOLERANCE_SECONDS = 60;

/** @throws InvalidError when the people do not fit the kind */
export function requirePeople({ kind, userId, replacedUserId }: OverrideDraft): void {
  if (kind !== 'remove' && userId === undefined) throw invalidField(`${AT}/user_id`, `is needed to ${kind}`);
  if (kind === 'remove' && userId !== undefined) throw invalidField(`${AT}/user_id`, 'has no meaning in a remove');
  if (kind !== 'add' && replacedUserId === undefined) {
    throw invalidField(`${AT}/replaced_user_id`, `is needed to ${kind}`);
  }
  if (kind === 'add' && replacedUserId !== undefined) {
    throw invalidField(`${AT}/replaced_user_id`, 'has no meaning in an add');
  }
  if (userId !== undefined && userId === replacedUserId) {
    throw invalidField(`${AT}/replaced_user_id`, 'must be another person than user_id');
  }
}

export interface Span {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/**
 * The span that is asked for; it begins now when no start is given, or one of the last minute.
 * @throws InvalidError for a span in the past, one that ends before it starts, and one longer than `longestDays`
 */
export function spanAhead(
  { start, end }: { readonly start?: Temporal.Instant; readonly end: Temporal.Instant },
  now: Temporal.Instant,
  longestDays = LONGEST_DAYS,
): Span {
  const asked = start ?? now;
  if (isBefore(asked, now.subtract({ seconds: TOLERANCE_SECONDS }))) {
    throw invalidField(`${AT}/start`, 'must not be in the past');
  }
  const from = isBefore(asked, now) ? now : asked;
  if (!isBefore(from, end)) {
    throw invalidField(`${AT}/end`, isBefore(asked, end) ? 'must be in the future' : 'must be after start');
  }
  if (isBefore(from.add({ hours: longestDays * 24 }), end)) {
    throw invalidField(`${AT}/end`, `must be within ${longestDays} days of start`);
  }
  return { start: from, end };
}

/**
 * The override as it is after its removal: one under way ends now, so that who was on call stays true; one that has not
 * begun leaves nothing.
 * @throws ConflictError for one that is over
 */
export function removed(override: ScheduleOverride, now: Temporal.Instant): ScheduleOverride | undefined {
  if (!isBefore(now, override.end)) throw new ConflictError('The override is over; what was, stays.', 'over');
  return isBefore(override.start, now) ? { ...override, end: now } : undefined;
}

export interface Claim {
  readonly subject: string;
  /** Whether no other override may claim the subject at the same time. */
  readonly isAlone: boolean;
}

/**
 * What the override claims while it lasts: who goes, and with an add the whole schedule, alone; who comes together with
 * others, for one person may stand in for two. In the order of the ids, so that two writers never wait for each other.
 */
export function claimsOf(override: ScheduleOverride): Claim[] {
  const { userId, replacedUserId, scheduleId } = override;
  const claims = [
    ...(userId === undefined ? [] : [{ subject: userId, isAlone: false }]),
    ...(replacedUserId === undefined ? [] : [{ subject: replacedUserId, isAlone: true }]),
    ...(kindOf(override) === 'add' ? [{ subject: scheduleId, isAlone: true }] : []),
  ];
  return claims.sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
