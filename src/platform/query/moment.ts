import type { Moment } from './query.js';

/** A moment as written: a day alone means all of it, in UTC. */
export type WrittenMoment =
  | { readonly type: 'point'; readonly at: Moment }
  | { readonly type: 'day'; readonly start: Moment; readonly next: Moment };

const RELATIVE = /^now(?:([+-])(\d{1,10})([smhdw]))?$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const HUNDRED_YEARS_S = 3_155_760_000;

/**
 * Reads `now`, `now-15m` (s, m, h, d, w), a day `2026-01-31`, or an RFC 3339 date-time with its zone, of which the
 * microseconds count. The years 0001 to 9999 exist. A string is the rule that is broken.
 */
export function readMoment(text: string): WrittenMoment | string {
  if (/^now/i.test(text)) return readRelative(text);
  if (/^[+-]?\d{5,}-\d/.test(text)) return 'must have a year from 0001 to 9999';
  if (DAY.test(text)) return readDay(text);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.,]+$/i.test(text)) return 'must have a time zone, "Z" or an offset such as "+02:00"';
  if (!DATE_TIME.test(text)) return 'must be a time such as 2026-01-31, 2026-01-31T09:30:00Z, now or now-15m';
  try {
    return within({ type: 'point', at: fixed(Temporal.Instant.from(text)) });
  } catch {
    return 'must be a time that exists';
  }
}

/** The instant that is meant when the query is asked at `now`, at µs precision. */
export function instantOf(moment: Moment, now: Temporal.Instant): Temporal.Instant {
  return moment.type === 'fixed' ? moment.instant : wholeMicroseconds(now.add({ seconds: moment.seconds }));
}

function readRelative(text: string): WrittenMoment | string {
  const match = RELATIVE.exec(text);
  if (match === null) return 'must be written like now, now-15m or now+2h, with one of the units s, m, h, d, w';
  const [, sign = '+', amount = '0', unit = 's'] = match;
  const seconds = Number(amount) * (SECONDS[unit.toLowerCase()] ?? 1);
  if (seconds > HUNDRED_YEARS_S) return 'must be within 100 years of now';
  return { type: 'point', at: { type: 'relative', seconds: sign === '-' ? -seconds : seconds } };
}

function readDay(text: string): WrittenMoment | string {
  try {
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' });
    const start = fixed(day.toZonedDateTime('UTC').toInstant());
    return within({ type: 'day', start, next: fixed(day.add({ days: 1 }).toZonedDateTime('UTC').toInstant()) });
  } catch {
    return 'must be a day that exists';
  }
}

function within(written: WrittenMoment): WrittenMoment | string {
  const moment = written.type === 'day' ? written.start : written.at;
  if (moment.type === 'relative') return written;
  const { year } = moment.instant.toZonedDateTimeISO('UTC');
  return year >= 1 && year <= 9999 ? written : 'must have a year from 0001 to 9999';
}

function fixed(instant: Temporal.Instant): Moment {
  return { type: 'fixed', instant: wholeMicroseconds(instant) };
}

/** PostgreSQL keeps microseconds and would round what is finer. */
function wholeMicroseconds(instant: Temporal.Instant): Temporal.Instant {
  return instant.round({ smallestUnit: 'microsecond', roundingMode: 'floor' });
}
