import type { Span } from './schedule-override.js';
import { onCallAt, sameReason, shiftsBetween, type OnCall, type Shift, type StaffedSchedule } from './on-call.js';

export type SchedulePosition = 'previous' | 'current' | 'next';
export const POSITIONS: readonly SchedulePosition[] = ['previous', 'current', 'next'];

/** How far on both sides of a moment the previous and next shift are looked for, in hours: the last is 1,000 days. */
const REACHES = [48, 32 * 24, 1000 * 24];

/** Who is on call at, before or after a moment: quicker than the whole shift. */
export function onCallAtPosition(
  schedule: StaffedSchedule,
  position: SchedulePosition,
  at: Temporal.Instant,
): OnCall | undefined {
  return position === 'current' ? onCallAt(schedule, at) : shiftAt(schedule, position, at);
}

/** The shift at, before or after a moment. Parts of one turn are one shift: the next one is of the next turn. */
export function shiftAt(
  schedule: StaffedSchedule,
  position: SchedulePosition,
  at: Temporal.Instant,
): Shift | undefined {
  for (const hours of REACHES) {
    const within = { start: at.subtract({ hours }), end: at.add({ hours }) };
    const shifts = shiftsBetween(schedule, within);
    const found = pick(shifts, position, at);
    const isWhole = found !== undefined && isBefore(within.start, found.start) && isBefore(found.end, within.end);
    if (isWhole || hours === REACHES.at(-1)) return found;
    if (position === 'current' && found === undefined) return undefined;
  }
  return undefined;
}

/** The shifts that touch the span, whole where they reach out of it. */
export function wholeShifts(schedule: StaffedSchedule, within: Span): Shift[] {
  const shifts = shiftsBetween(schedule, within);
  return shifts.map((shift) =>
    shift.start.equals(within.start) || shift.end.equals(within.end)
      ? (shiftAt(schedule, 'current', shift.start) ?? shift)
      : shift,
  );
}

function pick(shifts: readonly Shift[], position: SchedulePosition, at: Temporal.Instant): Shift | undefined {
  const current = shifts.find(({ start, end }) => !isBefore(at, start) && isBefore(at, end));
  const isOther = (shift: Shift) => current === undefined || !sameReason(shift, current);
  switch (position) {
    case 'current':
      return current;
    case 'next':
      return shifts.find((shift) => isBefore(at, shift.start) && isOther(shift));
    case 'previous':
      return shifts.findLast((shift) => !isBefore(at, shift.end) && isOther(shift));
  }
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
