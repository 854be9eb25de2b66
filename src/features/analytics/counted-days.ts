import { invalidParameter } from '../../kernel/index.js';

/** Days in UTC, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const MOST_DAYS = 366;
const DEFAULT_DAYS = 30;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The days that a request means: `to` is today when it is left out, `from` makes it 30 days. Throws `InvalidError` for
 * what is no day, for the wrong order, and for more than 366 days.
 */
export function countedDays(from: string | undefined, to: string | undefined, now: Temporal.Instant): Days {
  const last = to === undefined ? now.toZonedDateTimeISO('UTC').toPlainDate() : dayOf('to', to);
  const first = from === undefined ? last.subtract({ days: DEFAULT_DAYS - 1 }) : dayOf('from', from);
  const days = first.until(last, { largestUnit: 'days' }).days + 1;
  if (days < 1) throw invalidParameter('from', `must not be after ${last.toString()}`);
  if (days > MOST_DAYS) throw invalidParameter('from', `must be at most ${MOST_DAYS} days before ${last.toString()}`);
  return { from: first.toString(), to: last.toString() };
}

function dayOf(parameter: string, text: string): Temporal.PlainDate {
  try {
    const day = DAY.test(text) ? Temporal.PlainDate.from(text, { overflow: 'reject' }) : undefined;
    if (day !== undefined && day.year > 0) return day;
  } catch {
    // A day that the calendar does not have: the rule below says it.
  }
  throw invalidParameter(parameter, 'must be a day such as 2026-01-31');
}
