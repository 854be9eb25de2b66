import { WeeklySpans, type TimeRestriction } from './weekly-span.js';
import { ZoneClock } from './zone-clock.js';

/** When in the week something counts: support hours, or a routing rule. Any of the spans is enough; none means always. */
export interface TimeRestrictions {
  /** An IANA name. */
  readonly timeZone: string;
  readonly restrictions: readonly TimeRestriction[];
}

/** Whether the moment lies in the restrictions; without any it always does. */
export function isOpen(restrictions: TimeRestrictions | undefined, at: Temporal.Instant): boolean {
  return restrictions === undefined || spansAround(restrictions, at).covers(ns(at));
}

/**
 * The first moment from `at` on at which the restrictions are open: `at` itself when they are, else one within a week;
 * or within two, when a change of the clocks swallows the only span of a week.
 */
export function nextOpening(restrictions: TimeRestrictions | undefined, at: Temporal.Instant): Temporal.Instant {
  if (restrictions === undefined) return at;
  const opening = spansAround(restrictions, at).nextOpening(ns(at));
  return opening === ns(at) ? at : Temporal.Instant.fromEpochNanoseconds(opening);
}

function spansAround({ timeZone, restrictions }: TimeRestrictions, at: Temporal.Instant): WeeklySpans {
  return new WeeklySpans(restrictions, new ZoneClock(timeZone, { start: ns(at), end: ns(at) }));
}

function ns(instant: Temporal.Instant): bigint {
  return instant.epochNanoseconds;
}
