import { ApiProperty } from '@nestjs/swagger';
import type { Calendar } from './calendars.service.js';
import { calendarUid, type CalendarEntry } from './calendar.js';
import type { MadeFeed } from './calendar-feeds.service.js';
import { zonedTime } from './schedule-times.js';
import { reasonLinkages } from './schedule-views.document.js';
import { ScheduledShiftRelationships } from './schedule-views.dto.js';

class CalendarShiftAttributes {
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  start: string;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  end: string;
  @ApiProperty()
  summary: string;
}

class CalendarScheduleIdentifier {
  @ApiProperty({ enum: ['schedules'] })
  type: 'schedules';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class CalendarScheduleLinkage {
  @ApiProperty({ type: CalendarScheduleIdentifier })
  data: CalendarScheduleIdentifier;
}

class CalendarShiftRelationships extends ScheduledShiftRelationships {
  @ApiProperty({ type: CalendarScheduleLinkage })
  schedule: CalendarScheduleLinkage;
}

class CalendarShift {
  @ApiProperty({ enum: ['shifts'] })
  type: 'shifts';
  @ApiProperty({ description: 'The UID of the event in the calendar; the same at every reading.' })
  id: string;
  @ApiProperty({ type: CalendarShiftAttributes })
  attributes: CalendarShiftAttributes;
  @ApiProperty({ type: CalendarShiftRelationships })
  relationships: CalendarShiftRelationships;
}

export class CalendarDocument {
  @ApiProperty({ type: CalendarShift, isArray: true, maxItems: 2500, description: 'By start.' })
  data: CalendarShift[];
}

export function calendarDocument({ entries }: Calendar): CalendarDocument {
  return { data: entries.map(calendarShift) };
}

function calendarShift({ schedule, shift, summary }: CalendarEntry): CalendarShift {
  const { id, timeZone } = schedule;
  return {
    type: 'shifts',
    id: calendarUid(id, shift),
    attributes: { start: zonedTime(shift.start, timeZone), end: zonedTime(shift.end, timeZone), summary },
    relationships: { ...reasonLinkages(shift), schedule: { data: { type: 'schedules', id } } },
  };
}

class CalendarFeedAttributes {
  @ApiProperty({
    format: 'uri',
    description: 'Whoever has it can read the calendar; shown once. A new one revokes the one before.',
  })
  url: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}

class CalendarFeedResource {
  @ApiProperty({ enum: ['calendar_feeds'] })
  type: 'calendar_feeds';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: CalendarFeedAttributes })
  attributes: CalendarFeedAttributes;
}

export class CalendarFeedDocument {
  @ApiProperty({ type: CalendarFeedResource })
  data: CalendarFeedResource;
}

export const CALENDARS_PATH = 'api/unstable/on-call/calendars';

/** @param base address of the server, without a path */
export function calendarFeedDocument({ feed, token }: MadeFeed, base: string): CalendarFeedDocument {
  const url = `${base.replace(/\/+$/, '')}/${CALENDARS_PATH}/${token}.ics`;
  const attributes = { url, created_at: feed.createdAt.toString() };
  return { data: { type: 'calendar_feeds', id: feed.id, attributes } };
}
