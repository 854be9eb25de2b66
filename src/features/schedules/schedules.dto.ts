import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { ListPage } from './list-page.js';
import { WEEKDAYS, type Weekday } from './weekly-span.js';

/** What the operations answer. Type names are those of the contract; `included` holds only kinds that it lists. */
class LayerIdentifier {
  @ApiProperty({ enum: ['layers'] })
  type: 'layers';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class TeamIdentifierOfSchedule {
  @ApiProperty({ enum: ['teams'] })
  type: 'teams';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class MemberIdentifier {
  @ApiProperty({ enum: ['members'] })
  type: 'members';
  @ApiProperty({ description: 'The id of the layer, `-member-`, and the place in the rotation from 1.' })
  id: string;
}

class ScheduleUserIdentifier {
  @ApiProperty({ enum: ['users'] })
  type: 'users';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class LayerLinkage {
  @ApiProperty({ type: LayerIdentifier, isArray: true })
  data: LayerIdentifier[];
}

class TeamLinkageOfSchedule {
  @ApiProperty({ type: TeamIdentifierOfSchedule, isArray: true })
  data: TeamIdentifierOfSchedule[];
}

class MemberLinkage {
  @ApiProperty({ type: MemberIdentifier, isArray: true })
  data: MemberIdentifier[];
}

export class ScheduleUserLinkage {
  @ApiProperty({ type: ScheduleUserIdentifier })
  data: ScheduleUserIdentifier;
}

export function userLinkage(id: string): ScheduleUserLinkage {
  return { data: { type: 'users', id } };
}

class ScheduleAnswerAttributes {
  @ApiProperty()
  name: string;
  @ApiProperty()
  time_zone: string;
  @ApiProperty({ type: String, isArray: true, description: 'Always empty.' })
  tags: string[];
}

class ScheduleAnswerRelationships {
  @ApiProperty({ type: LayerLinkage })
  layers: LayerLinkage;
  @ApiProperty({ type: TeamLinkageOfSchedule })
  teams: TeamLinkageOfSchedule;
}

export class ScheduleResource {
  @ApiProperty({ enum: ['schedules'] })
  type: 'schedules';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: ScheduleAnswerAttributes })
  attributes: ScheduleAnswerAttributes;
  @ApiProperty({ type: ScheduleAnswerRelationships })
  relationships: ScheduleAnswerRelationships;
}

class ScheduleListRelationships {
  @ApiProperty({ type: TeamLinkageOfSchedule })
  teams: TeamLinkageOfSchedule;
}

class ScheduleListItem {
  @ApiProperty({ enum: ['schedules'] })
  type: 'schedules';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: ScheduleAnswerAttributes })
  attributes: ScheduleAnswerAttributes;
  @ApiProperty({ type: ScheduleListRelationships })
  relationships: ScheduleListRelationships;
}

class LayerIntervalAnswer {
  @ApiPropertyOptional()
  days?: number;
  @ApiPropertyOptional({ description: 'Absent when 0.' })
  seconds?: number;
}

class TimeRestrictionAnswer {
  @ApiProperty({ enum: WEEKDAYS })
  start_day: Weekday;
  @ApiProperty({ example: '09:00:00' })
  start_time: string;
  @ApiProperty({ enum: WEEKDAYS })
  end_day: Weekday;
  @ApiProperty({ example: '17:00:00' })
  end_time: string;
}

class LayerAnswerAttributes {
  @ApiProperty()
  name: string;
  @ApiProperty({ format: 'date-time' })
  effective_date: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent when the layer has no end.' })
  end_date?: string;
  @ApiProperty({ format: 'date-time' })
  rotation_start: string;
  @ApiProperty({
    format: 'date-time',
    description:
      'When the first member begins a turn. Whoever’s turn it is keeps it when others join or leave the layer, which ' +
      'moves this by whole turns.',
  })
  applied_rotation_start: string;
  @ApiProperty({ type: LayerIntervalAnswer })
  interval: LayerIntervalAnswer;
  @ApiProperty({ type: TimeRestrictionAnswer, isArray: true })
  restrictions: TimeRestrictionAnswer[];
  @ApiPropertyOptional({ description: 'Absent when it is that of the schedule.' })
  time_zone?: string;
}

class LayerAnswerRelationships {
  @ApiProperty({ type: MemberLinkage })
  members: MemberLinkage;
}

export class ScheduleLayer {
  @ApiProperty({ enum: ['layers'] })
  type: 'layers';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: LayerAnswerAttributes })
  attributes: LayerAnswerAttributes;
  @ApiProperty({ type: LayerAnswerRelationships })
  relationships: LayerAnswerRelationships;
}

class ScheduleMemberRelationships {
  @ApiProperty({ type: ScheduleUserLinkage })
  user: ScheduleUserLinkage;
}

export class ScheduleMember {
  @ApiProperty({ enum: ['members'] })
  type: 'members';
  @ApiProperty()
  id: string;
  @ApiProperty({ type: ScheduleMemberRelationships })
  relationships: ScheduleMemberRelationships;
}

class ScheduleUserAttributes {
  @ApiProperty({ description: 'Empty when unset, or when the caller may not see names.' })
  name: string;
  @ApiPropertyOptional({ description: 'Absent when the caller may not see it.' })
  email?: string;
  @ApiProperty({ enum: ['active', 'deactivated', 'pending'] })
  status: 'active' | 'deactivated' | 'pending';
}

export class ScheduleUser {
  @ApiProperty({ enum: ['users'] })
  type: 'users';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: ScheduleUserAttributes })
  attributes: ScheduleUserAttributes;
}

class ScheduleTeamAttributes {
  @ApiProperty()
  avatar: string;
  @ApiProperty()
  description: string;
  @ApiProperty()
  handle: string;
  @ApiProperty()
  name: string;
}

export class ScheduleTeam {
  @ApiProperty({ enum: ['teams'] })
  type: 'teams';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: ScheduleTeamAttributes })
  attributes: ScheduleTeamAttributes;
}

export type ScheduleIncluded = ScheduleTeam | ScheduleLayer | ScheduleMember | ScheduleUser;

@ApiExtraModels(ScheduleTeam, ScheduleLayer, ScheduleMember, ScheduleUser)
export class ScheduleDocument {
  @ApiProperty({ type: ScheduleResource })
  data: ScheduleResource;
  @ApiPropertyOptional({
    type: 'array',
    description: 'Only when asked for: teams, layers, members, users.',
    items: {
      oneOf: [ScheduleTeam, ScheduleLayer, ScheduleMember, ScheduleUser].map((model) => ({
        $ref: getSchemaPath(model),
      })),
    },
  })
  included?: ScheduleIncluded[];
}

class SchedulesMeta {
  @ApiProperty({ type: ListPage })
  page: ListPage;
}

export class SchedulesDocument {
  @ApiProperty({ type: ScheduleListItem, isArray: true })
  data: ScheduleListItem[];
  @ApiPropertyOptional({ type: ScheduleTeam, isArray: true, description: 'Only when asked for.' })
  included?: ScheduleTeam[];
  @ApiProperty({ type: SchedulesMeta })
  meta: SchedulesMeta;
}
