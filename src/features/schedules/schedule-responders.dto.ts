import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { invalidParameter } from '../../kernel/index.js';
import { IncludeParameter, InstantField, instantOf, WordsParameter } from '../../platform/http/index.js';
import { POSITIONS, type SchedulePosition } from './shift-positions.js';
import { ScheduleResource, ScheduleUser, ScheduleUserLinkage } from './schedules.dto.js';

const AT = {
  optional: true,
  description: 'Who is on call at this moment; now when left out. Write + as %2B.',
  example: '2026-05-07T02:53:01Z',
};

export class OnCallUserQuery {
  @IncludeParameter(['user'])
  include?: 'user'[];
  @InstantField(AT)
  'filter[at_ts]'?: string;
}

const INCLUSIONS = ['schedule', 'responders', 'responders.shifts', 'responders.shifts.user'] as const;
export type ResponderInclusion = (typeof INCLUSIONS)[number];

export class RespondersQuery {
  @IncludeParameter(INCLUSIONS)
  include?: ResponderInclusion[];
  @WordsParameter(POSITIONS, { description: 'Comma list; current when left out.' })
  'filter[position]'?: SchedulePosition[];
  @InstantField(AT)
  'filter[at_ts]'?: string;
}

/** Nobody plans further, and every shift around such a moment has a year of four digits. */
const YEARS = { first: 1970, last: 2200 };

/** The moment asked about, or undefined for now. Throws `InvalidError` outside of the years 1970 to 2200. */
export function momentOf(query: OnCallUserQuery | RespondersQuery): Temporal.Instant | undefined {
  const text = query['filter[at_ts]'];
  if (text === undefined) return undefined;
  const moment = instantOf(text);
  const { year } = moment.toZonedDateTimeISO('UTC');
  if (year >= YEARS.first && year <= YEARS.last) return moment;
  throw invalidParameter('filter[at_ts]', `must be in the years ${YEARS.first} to ${YEARS.last}`);
}

class ShiftAttributes {
  @ApiProperty({
    format: 'date-time',
    description: 'In the zone of the schedule. Of a shift under way: the moment asked about.',
  })
  start: string;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  end: string;
}

class ShiftRelationships {
  @ApiProperty({ type: ScheduleUserLinkage })
  user: ScheduleUserLinkage;
}

export class ShiftResource {
  @ApiProperty({ enum: ['shifts'] })
  type: 'shifts';
  @ApiProperty({ description: 'The id of the user, the start and the end.' })
  id: string;
  @ApiProperty({ type: ShiftAttributes })
  attributes: ShiftAttributes;
  @ApiProperty({ type: ShiftRelationships })
  relationships: ShiftRelationships;
}

export class ShiftDocument {
  @ApiProperty({ type: ShiftResource, nullable: true, description: 'null: nobody is on call.' })
  data: ShiftResource | null;
  @ApiPropertyOptional({ type: ScheduleUser, isArray: true, description: 'Only when asked for.' })
  included?: ScheduleUser[];
}

class OnCallResponderIdentifier {
  @ApiProperty({ enum: ['schedule_oncall_responder'] })
  type: 'schedule_oncall_responder';
  @ApiProperty()
  id: string;
}

class OnCallResponderLinkage {
  @ApiProperty({ type: OnCallResponderIdentifier, isArray: true })
  data: OnCallResponderIdentifier[];
}

class OnCallShiftIdentifier {
  @ApiProperty({ enum: ['shifts'] })
  type: 'shifts';
  @ApiProperty()
  id: string;
}

class OnCallShiftLinkage {
  @ApiProperty({ type: OnCallShiftIdentifier, isArray: true })
  data: OnCallShiftIdentifier[];
}

class OnCallScheduleIdentifier {
  @ApiProperty({ enum: ['schedules'] })
  type: 'schedules';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class OnCallScheduleLinkage {
  @ApiProperty({ type: OnCallScheduleIdentifier })
  data: OnCallScheduleIdentifier;
}

class RespondersAttributes {
  @ApiProperty({ format: 'date-time', description: 'The moment asked about.' })
  scheduled_at: string;
}

class RespondersRelationships {
  @ApiProperty({ type: OnCallResponderLinkage, description: 'A position that nobody has is left out.' })
  responders: OnCallResponderLinkage;
  @ApiProperty({ type: OnCallScheduleLinkage })
  schedule: OnCallScheduleLinkage;
}

class RespondersResource {
  @ApiProperty({ enum: ['schedule_oncall_responders'] })
  type: 'schedule_oncall_responders';
  @ApiProperty()
  id: string;
  @ApiProperty({ type: RespondersAttributes })
  attributes: RespondersAttributes;
  @ApiProperty({ type: RespondersRelationships })
  relationships: RespondersRelationships;
}

class ResponderAttributes {
  @ApiProperty({ enum: POSITIONS })
  position: SchedulePosition;
}

class ResponderRelationships {
  @ApiProperty({ type: OnCallShiftLinkage })
  shifts: OnCallShiftLinkage;
}

export class ResponderResource {
  @ApiProperty({ enum: ['schedule_oncall_responder'] })
  type: 'schedule_oncall_responder';
  @ApiProperty()
  id: string;
  @ApiProperty({ type: ResponderAttributes })
  attributes: ResponderAttributes;
  @ApiProperty({ type: ResponderRelationships })
  relationships: ResponderRelationships;
}

export type RespondersIncluded = ResponderResource | ShiftResource | ScheduleResource | ScheduleUser;

@ApiExtraModels(ResponderResource, ShiftResource, ScheduleResource, ScheduleUser)
export class RespondersDocument {
  @ApiProperty({ type: RespondersResource })
  data: RespondersResource;
  @ApiPropertyOptional({
    type: 'array',
    description: 'Only when asked for: responders, shifts, the schedule, users.',
    items: {
      oneOf: [ResponderResource, ShiftResource, ScheduleResource, ScheduleUser].map((model) => ({
        $ref: getSchemaPath(model),
      })),
    },
  })
  included?: RespondersIncluded[];
}
