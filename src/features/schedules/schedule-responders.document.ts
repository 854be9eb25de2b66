import type { Shift } from './on-call.js';
import type { SchedulePosition } from './shift-positions.js';
import type { ScheduleDefinition } from './schedule-definition.js';
import { scheduleResource } from './schedule-document.js';
import type {
  ResponderInclusion,
  ResponderResource,
  RespondersDocument,
  RespondersIncluded,
  ShiftResource,
} from './schedule-responders.dto.js';
import { zonedSecond, zonedTime } from './schedule-times.js';
import { userLinkage, type ScheduleUser } from './schedules.dto.js';

/** Who has a schedule at a moment, by position; a position that nobody has is missing. */
export interface OnCallAt {
  readonly schedule: ScheduleDefinition;
  readonly at: Temporal.Instant;
  readonly shifts: ReadonlyMap<SchedulePosition, Shift>;
}

/** A shift as recorded from the real service: one under way starts at the moment asked about (contract/NOTES.md §2). */
export function shiftResource({ userId, start, end }: Shift, at: Temporal.Instant, zone: string): ShiftResource {
  const isUnderWay = Temporal.Instant.compare(start, at) < 0 && Temporal.Instant.compare(at, end) < 0;
  const from = isUnderWay ? at : start;
  return {
    type: 'shifts',
    id: `${userId}-${zonedSecond(from, zone)}-${zonedTime(end, zone)}`,
    attributes: { start: zonedTime(from, zone), end: zonedTime(end, zone) },
    relationships: { user: userLinkage(userId) },
  };
}

export function respondersDocument(
  { schedule, at, shifts }: OnCallAt,
  asked: readonly ResponderInclusion[],
  users: readonly ScheduleUser[],
): RespondersDocument {
  const id = `${schedule.id}-${Math.floor(at.epochMilliseconds / 1000)}`;
  const groups = [...shifts].map(([position, shift]) => {
    const resource = shiftResource(shift, at, schedule.timeZone);
    const responder: ResponderResource = {
      type: 'schedule_oncall_responder',
      id: `${id}-${position}`,
      attributes: { position },
      relationships: { shifts: { data: [{ type: 'shifts', id: resource.id }] } },
    };
    return { responder, shift: resource };
  });
  const withResponders = asked.some((path) => path.startsWith('responders'));
  const withShifts = asked.some((path) => path.startsWith('responders.shifts'));
  const included: RespondersIncluded[] = [
    ...(withResponders ? groups.map(({ responder }) => responder) : []),
    ...(withShifts ? groups.map(({ shift }) => shift) : []),
    ...(asked.includes('schedule') ? [scheduleResource(schedule)] : []),
    ...users,
  ];
  return {
    data: {
      type: 'schedule_oncall_responders',
      id,
      attributes: { scheduled_at: zonedTime(at, schedule.timeZone) },
      relationships: {
        responders: { data: groups.map(({ responder }) => ({ type: responder.type, id: responder.id })) },
        schedule: { data: { type: 'schedules', id: schedule.id } },
      },
    },
    ...(asked.length === 0 ? {} : { included }),
  };
}
