import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { invalidParameter } from '../../kernel/index.js';
import { IncludeParameter, InstantField, instantOf, OneOf } from '../../platform/http/index.js';
import type { Span } from './schedule-override.js';
import { ScheduleUser, ScheduleUserLinkage } from './schedules.dto.js';

export const VIEWS = ['final', 'layers'] as const;
export type View = (typeof VIEWS)[number];

const DEFAULT_DAYS = 31;
const LONGEST_DAYS = 100;
/** Nobody plans further, and every shift around has a year of four digits. */
const YEARS = { first: 1970, last: 2200 };

export class ShiftsQuery {
  @InstantField({ optional: true, description: 'Now when left out. Write + as %2B.', example: '2026-05-01T00:00:00Z' })
  'filter[start]'?: string;
  @InstantField({
    optional: true,
    description: `At most ${LONGEST_DAYS} days after the start; ${DEFAULT_DAYS} days when left out.`,
    example: '2026-06-01T00:00:00Z',
  })
  'filter[end]'?: string;
  @OneOf(VIEWS, {
    optional: true,
    description:
      'final, when left out: who is on call after all layers and overrides. layers: each layer alone, the uppermost ' +
      'first, with the turns that nobody has.',
  })
  'filter[view]'?: View;
  @IncludeParameter(['user'])
  include?: 'user'[];
}

/** Throws `InvalidError` for a span that ends before it starts, is too long, or is not of the years 1970 to 2200. */
export function spanOf(query: ShiftsQuery, now: Temporal.Instant): Span {
  const { 'filter[start]': from, 'filter[end]': until } = query;
  const start = from === undefined ? now : instantOf(from);
  const end = until === undefined ? start.add({ hours: DEFAULT_DAYS * 24 }) : instantOf(until);
  const { year } = start.toZonedDateTimeISO('UTC');
  if (year < YEARS.first || year > YEARS.last) {
    throw invalidParameter('filter[start]', `must be in the years ${YEARS.first} to ${YEARS.last}`);
  }
  const hours = start.until(end).total('hour');
  if (hours <= 0 || hours > LONGEST_DAYS * 24) {
    throw invalidParameter('filter[end]', `must be after the start, and within ${LONGEST_DAYS} days of it`);
  }
  return { start, end };
}

class ScheduledShiftAttributes {
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  start: string;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  end: string;
}

class ShiftLayerIdentifier {
  @ApiProperty({ enum: ['layers'] })
  type: 'layers';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class ShiftLayerLinkage {
  @ApiProperty({ type: ShiftLayerIdentifier })
  data: ShiftLayerIdentifier;
}

class ShiftOverrideIdentifier {
  @ApiProperty({ enum: ['schedule_overrides'] })
  type: 'schedule_overrides';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class ShiftOverrideLinkage {
  @ApiProperty({ type: ShiftOverrideIdentifier })
  data: ShiftOverrideIdentifier;
}

export class ScheduledShiftRelationships {
  @ApiPropertyOptional({ type: ScheduleUserLinkage, description: 'Absent: nobody has this turn of the layer.' })
  user?: ScheduleUserLinkage;
  @ApiPropertyOptional({
    type: ShiftLayerLinkage,
    description: 'Whose turn it is; absent under an add over all layers.',
  })
  layer?: ShiftLayerLinkage;
  @ApiPropertyOptional({ type: ShiftOverrideLinkage, description: 'What put the person there, if not their turn.' })
  override?: ShiftOverrideLinkage;
}

export class ScheduledShift {
  @ApiProperty({ enum: ['shifts'] })
  type: 'shifts';
  @ApiProperty({ description: 'The id of the user (or of the layer), the start and the end.' })
  id: string;
  @ApiProperty({ type: ScheduledShiftAttributes })
  attributes: ScheduledShiftAttributes;
  @ApiProperty({ type: ScheduledShiftRelationships })
  relationships: ScheduledShiftRelationships;
}

export class ScheduledShifts {
  @ApiProperty({ type: ScheduledShift, isArray: true, description: 'In order; cut at both ends of the span.' })
  data: ScheduledShift[];
  @ApiPropertyOptional({ type: ScheduleUser, isArray: true, description: 'Only when asked for.' })
  included?: ScheduleUser[];
}
