import { invalidField, type ScheduleId, type TeamId, type UserId } from '../../kernel/index.js';
import {
  documentOf,
  Ignored,
  InstantField,
  instantOf,
  IntegerIn,
  IntegerParameter,
  IncludeParameter,
  Nested,
  NestedList,
  OneOf,
  Text,
  TimeZoneField,
  UuidField,
} from '../../platform/http/index.js';
import type { LayerDraft, ScheduleDraft } from './schedule-definition.js';
import { WEEKDAYS, type TimeRestriction, type Weekday } from './weekly-span.js';

const INCLUSIONS = ['teams', 'layers', 'layers.members', 'layers.members.user'] as const;
export type ScheduleInclusion = (typeof INCLUSIONS)[number];

export class ScheduleQuery {
  @IncludeParameter(INCLUSIONS)
  include?: ScheduleInclusion[];
}

export class ListSchedulesQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when left out' })
  'page[size]'?: number;
  @IntegerParameter(0, 1_000_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @Text({
    optional: true,
    min: 0,
    max: 4096,
    description: 'A query in the product’s query language over the name and the fields team.id, user.id and time_zone.',
    example: 'payments* team.id:(00000000-0000-0000-0000-000000000001 OR 00000000-0000-0000-0000-000000000002)',
  })
  'filter[query]'?: string;
  @IncludeParameter(['teams'])
  include?: 'teams'[];
}

const TIME = {
  max: 8,
  pattern: /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/,
  patternRule: 'must be a time of day from 00:00:00 to 23:59:59',
};

/** One weekly span from a day and time to another; Friday 17:00 to Monday 09:00 goes over the weekend. */
export class TimeRestrictionInput {
  @OneOf(WEEKDAYS)
  start_day: Weekday;
  @Text({ ...TIME, example: '09:00:00' })
  start_time: string;
  @OneOf(WEEKDAYS)
  end_day: Weekday;
  @Text({ ...TIME, example: '17:00:00' })
  end_time: string;
}

class LayerInterval {
  @IntegerIn(0, 400, { optional: true, description: 'Calendar days in the zone of the layer.', example: 1 })
  days?: number;
  @IntegerIn(0, 2_592_000, { optional: true, description: 'Exact seconds, beside the days.' })
  seconds?: number;
}

class LayerMemberUser {
  @UuidField({ optional: true })
  id?: string;
}

class LayerMember {
  @Nested(() => LayerMemberUser, { optional: true, description: 'Without one, nobody has this turn.' })
  user?: LayerMemberUser;
}

class CreateScheduleLayer {
  @Text({ max: 255, example: 'Weekdays' })
  name: string;
  @InstantField({ description: 'From when on the layer counts.', example: '2026-01-01T00:00:00Z' })
  effective_date: string;
  @InstantField({ optional: true, description: 'Until when it counts; for ever when absent.' })
  end_date?: string;
  @InstantField({ description: 'When the first turn of the first member begins.', example: '2026-01-01T09:00:00Z' })
  rotation_start: string;
  @Nested(() => LayerInterval, { description: 'How long a turn is: at least an hour.' })
  interval: LayerInterval;
  @NestedList(() => LayerMember, { max: 100, description: 'In the order of their turns.' })
  members: LayerMember[];
  @NestedList(() => TimeRestrictionInput, {
    optional: true,
    max: 50,
    description: 'When in the week the layer counts; always when there is none.',
  })
  restrictions?: TimeRestrictionInput[];
  @TimeZoneField({ optional: true, description: 'That of the schedule when absent.' })
  time_zone?: string;
}

class UpdateScheduleLayer extends CreateScheduleLayer {
  @UuidField({ optional: true, description: 'Of a layer of this schedule, which keeps its id; absent: a new layer.' })
  id?: string;
}

class ScheduleTextAttributes {
  @Text({ max: 255, example: 'Payments' })
  name: string;
  @TimeZoneField()
  time_zone: string;
}

class CreateScheduleAttributes extends ScheduleTextAttributes {
  @NestedList(() => CreateScheduleLayer, { max: 50, description: 'The first wins over those after it.' })
  layers: CreateScheduleLayer[];
}

class UpdateScheduleAttributes extends ScheduleTextAttributes {
  @NestedList(() => UpdateScheduleLayer, { max: 50, description: 'The first wins over those after it.' })
  layers: UpdateScheduleLayer[];
}

class ScheduleTeamIdentifier {
  @OneOf(['teams'])
  type: string;
  @UuidField()
  id: string;
  @Ignored()
  meta?: object;
}

class ScheduleTeams {
  @NestedList(() => ScheduleTeamIdentifier, { optional: true, max: 100 })
  data?: ScheduleTeamIdentifier[];
  @Ignored()
  links?: object;
  @Ignored()
  meta?: object;
}

class ScheduleRelationships {
  @Nested(() => ScheduleTeams, { optional: true, description: 'The teams it belongs to; none when absent.' })
  teams?: ScheduleTeams;
  @Ignored()
  layers?: object;
}

const relationships = ScheduleRelationships;

export class CreateScheduleBody extends documentOf('schedules', CreateScheduleAttributes, { relationships }) {}

export class UpdateScheduleBody extends documentOf('schedules', UpdateScheduleAttributes, {
  relationships,
  idRequired: true,
}) {}

/** The schedule that a body asks for. A PUT replaces all of it: what is absent takes its default. */
export function draftOf(body: CreateScheduleBody | UpdateScheduleBody): ScheduleDraft {
  const { attributes, relationships: related } = body.data;
  const teams = related?.teams?.data ?? [];
  return {
    name: attributes.name,
    timeZone: attributes.time_zone,
    teamIds: [...new Set(teams.map((team) => team.id as TeamId))],
    layers: attributes.layers.map(layerDraft),
  };
}

/** As `draftOf` for the schedule named in the path; the body must name the same one. */
export function replacementOf(id: ScheduleId, body: UpdateScheduleBody): ScheduleDraft {
  if (body.data.id?.toLowerCase() !== id) throw invalidField('/data/id', 'must be the id in the path');
  return draftOf(body);
}

function layerDraft(layer: UpdateScheduleLayer): LayerDraft {
  const { id, end_date: endDate, time_zone: timeZone } = layer;
  return {
    ...(id === undefined ? {} : { id }),
    name: layer.name,
    effectiveDate: instantOf(layer.effective_date),
    ...(endDate === undefined ? {} : { endDate: instantOf(endDate) }),
    rotationStart: instantOf(layer.rotation_start),
    interval: { days: layer.interval.days ?? 0, seconds: layer.interval.seconds ?? 0 },
    ...(timeZone === undefined ? {} : { timeZone }),
    members: layer.members.map((member) => member.user?.id as UserId | undefined),
    restrictions: (layer.restrictions ?? []).map(restrictionOf),
  };
}

function restrictionOf(input: TimeRestrictionInput): TimeRestriction {
  return {
    startDay: input.start_day,
    startTime: withSeconds(input.start_time),
    endDay: input.end_day,
    endTime: withSeconds(input.end_time),
  };
}

function withSeconds(time: string): string {
  return time.length === 5 ? `${time}:00` : time;
}

/** The times of a layer as the caller wrote them: a write answers them so (contract/NOTES.md §9). */
export interface WrittenTimes {
  readonly effective_date: string;
  readonly end_date?: string;
  readonly rotation_start: string;
}

export function writtenTimes(body: CreateScheduleBody | UpdateScheduleBody): WrittenTimes[] {
  return body.data.attributes.layers.map(({ effective_date, end_date, rotation_start }) => ({
    effective_date,
    ...(end_date === undefined ? {} : { end_date }),
    rotation_start,
  }));
}
