import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Page, PageRequest, UserId } from '../../kernel/index.js';
import {
  documentOf,
  InstantField,
  instantOf,
  IntegerParameter,
  OneOf,
  Text,
  UuidField,
} from '../../platform/http/index.js';
import { zonedTime } from './schedule-times.js';
import {
  kindOf,
  OVERRIDE_KINDS,
  type OverrideDraft,
  type OverrideKind,
  type ScheduleOverride,
} from './schedule-override.js';
import { ListPage, listPage } from './list-page.js';
import { userLinkage, ScheduleUserLinkage } from './schedules.dto.js';

class CreateOverrideAttributes {
  @OneOf(OVERRIDE_KINDS, {
    description:
      'add puts user_id on call over all layers. replace puts user_id in place of replaced_user_id, where that person ' +
      'would be on call. remove takes replaced_user_id off call: their turns fall through to the layers below.',
  })
  kind: OverrideKind;
  @UuidField({ optional: true, description: 'Who comes on call; of add and replace, which need it.' })
  user_id?: string;
  @UuidField({ optional: true, description: 'Who is not on call; of replace and remove, which need it.' })
  replaced_user_id?: string;
  @InstantField({ optional: true, description: 'Now when absent; not in the past.', example: '2035-01-01T09:00:00Z' })
  start?: string;
  @InstantField({
    description: 'The first moment at which it no longer counts; within 400 days of the start.',
    example: '2035-01-02T09:00:00Z',
  })
  end: string;
  @Text({ optional: true, max: 500 })
  reason?: string;
}

export class CreateOverrideBody extends documentOf('schedule_overrides', CreateOverrideAttributes) {}

export class ListOverridesQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when left out' })
  'page[size]'?: number;
  @IntegerParameter(0, 10_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @InstantField({ optional: true, description: 'Only those that end later; now when absent.' })
  'filter[start]'?: string;
  @InstantField({ optional: true, description: 'Only those that begin earlier.' })
  'filter[end]'?: string;
}

export function overrideDraft(body: CreateOverrideBody): OverrideDraft {
  const { kind, user_id: userId, replaced_user_id: replacedUserId, start, end, reason } = body.data.attributes;
  return {
    kind,
    ...(userId === undefined ? {} : { userId: userId as UserId }),
    ...(replacedUserId === undefined ? {} : { replacedUserId: replacedUserId as UserId }),
    ...(start === undefined ? {} : { start: instantOf(start) }),
    end: instantOf(end),
    ...(reason === undefined ? {} : { reason }),
  };
}

class OverrideAnswerAttributes {
  @ApiProperty({ enum: OVERRIDE_KINDS })
  kind: OverrideKind;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  start: string;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  end: string;
  @ApiPropertyOptional()
  reason?: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
}

class OverrideAnswerRelationships {
  @ApiPropertyOptional({ type: ScheduleUserLinkage, description: 'Who comes on call; absent in a remove.' })
  user?: ScheduleUserLinkage;
  @ApiPropertyOptional({ type: ScheduleUserLinkage, description: 'Who is not on call; absent in an add.' })
  replaced_user?: ScheduleUserLinkage;
  @ApiProperty({ type: ScheduleUserLinkage })
  created_by: ScheduleUserLinkage;
}

export class OverrideResource {
  @ApiProperty({ enum: ['schedule_overrides'] })
  type: 'schedule_overrides';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: OverrideAnswerAttributes })
  attributes: OverrideAnswerAttributes;
  @ApiProperty({ type: OverrideAnswerRelationships })
  relationships: OverrideAnswerRelationships;
}

export class OverrideDocument {
  @ApiProperty({ type: OverrideResource })
  data: OverrideResource;
}

class OverridesMeta {
  @ApiProperty({ type: ListPage })
  page: ListPage;
}

export class OverridesDocument {
  @ApiProperty({ type: OverrideResource, isArray: true })
  data: OverrideResource[];
  @ApiProperty({ type: OverridesMeta })
  meta: OverridesMeta;
}

export function overridesDocument(page: Page<ScheduleOverride>, request: PageRequest, zone: string): OverridesDocument {
  return {
    data: page.items.map((override) => overrideResource(override, zone)),
    meta: { page: listPage(request, page.total) },
  };
}

export function overrideResource(override: ScheduleOverride, zone: string): OverrideResource {
  const { id, userId, replacedUserId, start, end, reason, createdBy, createdAt } = override;
  return {
    type: 'schedule_overrides',
    id,
    attributes: {
      kind: kindOf(override),
      start: zonedTime(start, zone),
      end: zonedTime(end, zone),
      ...(reason === undefined ? {} : { reason }),
      created_at: createdAt.toString(),
    },
    relationships: {
      ...(userId === undefined ? {} : { user: userLinkage(userId) }),
      ...(replacedUserId === undefined ? {} : { replaced_user: userLinkage(replacedUserId) }),
      created_by: userLinkage(createdBy),
    },
  };
}
