import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Readiness, ReadinessProblem } from '../notification-rules/index.js';
import type { ScheduleId } from '../../kernel/index.js';
import type { Coverage } from './coverage.js';
import { zonedTime } from './schedule-times.js';

class CoverageGap {
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  start: string;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  end: string;
}

class CoverageEmptyShift extends CoverageGap {
  @ApiProperty({ format: 'uuid' })
  layer_id: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose turn it would be, were they not disabled.' })
  disabled_user_id?: string;
}

class CoveragePerson {
  @ApiProperty({ format: 'uuid' })
  user_id: string;
  @ApiProperty({ format: 'date-time', description: 'When they are on call first; the start for who is on call then.' })
  on_call_from: string;
  @ApiProperty({ type: 'integer', description: 'Seconds from the start until they are on call.' })
  on_call_in_seconds: number;
  @ApiProperty({ description: 'A rule for high urgency leads to an active channel.' })
  ready: boolean;
  @ApiProperty({
    type: String,
    isArray: true,
    description: 'Why not: no verified channel, no notification rule, only low urgency.',
  })
  problems: readonly ReadinessProblem[];
}

class CoverageAttributes {
  @ApiProperty({ format: 'date-time', description: 'Now, in the zone of the schedule.' })
  start: string;
  @ApiProperty({ format: 'date-time', description: '30 days later.' })
  end: string;
  @ApiProperty({ description: 'There is always somebody on call.' })
  covered: boolean;
  @ApiProperty({ type: 'integer' })
  gap_count: number;
  @ApiProperty({ type: CoverageGap, isArray: true, maxItems: 500, description: 'Nobody is on call; the first 500.' })
  gaps: CoverageGap[];
  @ApiProperty({ type: 'integer' })
  empty_shift_count: number;
  @ApiProperty({
    type: CoverageEmptyShift,
    isArray: true,
    maxItems: 500,
    description: 'Turns that nobody has, the uppermost layer first; a lower layer may cover them. The first 500.',
  })
  empty_shifts: CoverageEmptyShift[];
  @ApiProperty({
    type: CoveragePerson,
    isArray: true,
    description: 'Who is on call, in the order of their first shift.',
  })
  people: CoveragePerson[];
}

class CoverageResource {
  @ApiProperty({ enum: ['schedule_coverage'] })
  type: 'schedule_coverage';
  @ApiProperty({ format: 'uuid', description: 'Of the schedule.' })
  id: string;
  @ApiProperty({ type: CoverageAttributes })
  attributes: CoverageAttributes;
}

export class CoverageDocument {
  @ApiProperty({ type: CoverageResource })
  data: CoverageResource;
}

const MOST_LISTED = 500;

export function coverageDocument(
  id: ScheduleId,
  { start, end, gaps, emptyShifts, people }: Coverage,
  readiness: readonly Readiness[],
  zone: string,
): CoverageDocument {
  const known = new Map(readiness.map((each) => [each.userId, each]));
  const attributes = {
    start: zonedTime(start, zone),
    end: zonedTime(end, zone),
    covered: gaps.length === 0,
    gap_count: gaps.length,
    gaps: gaps
      .slice(0, MOST_LISTED)
      .map((gap) => ({ start: zonedTime(gap.start, zone), end: zonedTime(gap.end, zone) })),
    empty_shift_count: emptyShifts.length,
    empty_shifts: emptyShifts.slice(0, MOST_LISTED).map((shift) => ({
      layer_id: shift.layerId,
      start: zonedTime(shift.start, zone),
      end: zonedTime(shift.end, zone),
      ...(shift.disabledUserId === undefined ? {} : { disabled_user_id: shift.disabledUserId }),
    })),
    people: people.map(({ userId, from }) => ({
      user_id: userId,
      on_call_from: zonedTime(from, zone),
      on_call_in_seconds: Math.floor(start.until(from).total('second')),
      ready: known.get(userId)?.isReady ?? false,
      problems: known.get(userId)?.problems ?? [],
    })),
  };
  return { data: { type: 'schedule_coverage', id, attributes } };
}
