import { createHash } from 'node:crypto';
import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { oneLine } from '../../capabilities/messaging/index.js';
import type { ScheduleId } from '../../kernel/index.js';
import type { Shift } from './on-call.js';
import type { NamedSchedule } from './schedules.reader.js';

/** A shift of a calendar. */
export interface CalendarEntry {
  readonly schedule: NamedSchedule;
  readonly shift: Shift;
  /** What people read in their calendar. */
  readonly summary: string;
}

const REFRESH_SECONDS = 900;
/** Characters of a name: two texts of 255 and the words between. */
const LONGEST = 600;
const PRODUCT = { company: 'case-management', product: 'on-call', language: 'EN' };

/**
 * A calendar as RFC 5545 has it, in UTC, which every program shows in its own zone. Being on call keeps nobody from a
 * meeting: the events are transparent.
 * @param stamp when the calendar was computed
 */
export function calendarText(name: string, entries: readonly CalendarEntry[], stamp: Temporal.Instant): string {
  const calendar = ical({
    name: oneLine(name, LONGEST),
    prodId: PRODUCT,
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const { shift, schedule, summary } of entries) {
    const start = wholeSecond(shift.start);
    const end = wholeSecond(shift.end);
    if (Temporal.Instant.compare(start, end) >= 0) continue;
    calendar.createEvent({
      id: calendarUid(schedule.id, shift),
      start: dateOf(start),
      end: dateOf(end),
      stamp: dateOf(stamp),
      summary: oneLine(summary, LONGEST),
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}

/**
 * The same for the same shift at every reading, so that programs update it in place: the shift is known by schedule,
 * reason, person and start. It tells none of them.
 */
export function calendarUid(scheduleId: ScheduleId, { userId, layerId, overrideId, start }: Shift): string {
  const known = [scheduleId, layerId ?? '', overrideId ?? '', userId, start.toString()].join(' ');
  return `${createHash('sha256').update(known).digest('hex').slice(0, 32)}@on-call`;
}

function wholeSecond(instant: Temporal.Instant): Temporal.Instant {
  return instant.round({ smallestUnit: 'second', roundingMode: 'floor' });
}

function dateOf(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}
