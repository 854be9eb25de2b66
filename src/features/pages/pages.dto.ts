import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TextList, documentOf, Flag, IntegerParameter, Nested, OneOf, Text } from '../../platform/http/index.js';
import { LIVE_CALL_OUTCOMES, URGENCIES, type LiveCallOutcome, type Urgency } from './page.js';
import type { TargetType } from '../routing/index.js';

const TARGET_TYPES: readonly TargetType[] = ['team_id', 'team_handle', 'user_id'];
export const SORT_FIELDS = ['created_at', 'priority', 'status', 'modified_at'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

class PageTarget {
  @OneOf(TARGET_TYPES, { description: 'What `identifier` is' })
  type: TargetType;

  @Text({ max: 200, description: 'Team id, team handle or user id', example: 'payments' })
  identifier: string;
}

class CreatePageAttributes {
  @Text({ max: 1000, description: 'What is wrong, in one line', example: 'Checkout is down' })
  title: string;

  @Text({ min: 0, max: 50_000, optional: true, description: 'Details, Markdown' })
  description?: string;

  @OneOf(URGENCIES, { description: 'How urgent the page is' })
  urgency: Urgency;

  @Nested(() => PageTarget, { description: 'Whom to page' })
  target: PageTarget;

  @TextList({ max: 100, length: 200, optional: true, description: 'Tags, `key:value`' })
  tags?: string[];
}

class TriggerPageAttributes {
  @Text({ max: 1000, description: 'What is wrong, in one line', example: 'Checkout is down' })
  title: string;

  @Text({ min: 0, max: 50_000, optional: true, description: 'Details, Markdown' })
  description?: string;

  @OneOf(URGENCIES, { optional: true, description: 'Absent: the routing rule of the team decides, else `high`' })
  urgency?: Urgency;

  @Nested(() => PageTarget, { description: 'Whom to page' })
  target: PageTarget;

  @TextList({ max: 100, length: 200, optional: true, description: 'Tags, `key:value`' })
  tags?: string[];

  @TextList({ max: 100, length: 200, optional: true, description: 'Services concerned' })
  services?: string[];

  @Text({
    max: 512,
    optional: true,
    description: 'While a page with this key is open for the target, another is an occurrence of it',
  })
  event_deduplication_key?: string;

  @Flag({ optional: true, description: 'Runs the escalation, records what it would send, sends nothing' })
  is_shadow?: boolean;
}

/** Body of the public CreateOnCallPage. */
export class CreatePageBody extends documentOf('pages', CreatePageAttributes) {}

/** Body of the same operation under /api/unstable, with what the public contract lacks. */
export class TriggerPageBody extends documentOf('pages', TriggerPageAttributes) {}

class NoteAttributes {
  @Text({ max: 20_000, description: 'Markdown' })
  message: string;
}
export class NoteBody extends documentOf('notes', NoteAttributes) {}

export class ListPagesQuery {
  @IntegerParameter(1, 1000, { optional: true, description: 'Pages in an answer; default 10' })
  'page[size]'?: number;

  @IntegerParameter(1, 1_000_000, { optional: true, description: 'Which answer, from 1; default 1' })
  'page[current]'?: number;

  @OneOf(SORT_FIELDS, { optional: true, description: 'Default created_at' })
  'sort[field]'?: SortField;

  @OneOf(['ASC', 'DESC'], { optional: true, description: 'Default DESC' })
  'sort[order]'?: 'ASC' | 'DESC';

  @Text({ min: 0, max: 4096, optional: true, description: 'Query language', example: 'status:triggered team:payments' })
  filter?: string;
}

class PageIdentifier {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['pages'] })
  type: 'pages';
}

export class CreatedPageAnswer {
  @ApiProperty({ type: PageIdentifier })
  data: PageIdentifier;
}

class ResponderUser {
  @ApiProperty({ format: 'uuid' })
  user_uuid: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  name?: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  email?: string;
}

class EscalationTargets {
  @ApiProperty({ type: String, isArray: true, format: 'uuid' })
  teams: string[];
  @ApiProperty({ type: String, isArray: true, format: 'uuid' })
  users: string[];
}

export class LiveCallProperties {
  @ApiProperty({ description: 'What the phone provider calls it' })
  call_id: string;
  @ApiPropertyOptional({
    description:
      'E.164; masked, as in `+49•••••1234`, for roles that may not read users; absent when the caller hid it',
  })
  caller?: string;
  @ApiProperty({ format: 'date-time' })
  started_at: string;
  @ApiPropertyOptional({ format: 'date-time' })
  answered_at?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The responder who took the call' })
  answered_by?: string;
  @ApiPropertyOptional({ example: '93s', description: 'Of the whole call; absent until it has ended' })
  duration?: string;
  @ApiProperty({ description: 'Whether the caller left a message' })
  voicemail: boolean;
  @ApiPropertyOptional({ description: 'The message, at the phone provider; absent for roles that may not read users' })
  recording_url?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Length of the message; absent as `recording_url` is' })
  recording_seconds?: number;
  @ApiPropertyOptional({ enum: LIVE_CALL_OUTCOMES, description: 'Absent until the call has ended' })
  outcome?: LiveCallOutcome;
}

class OnCallProperties {
  @ApiPropertyOptional({ format: 'uuid' })
  escalation_policy_id?: string;
  @ApiPropertyOptional({ format: 'uuid' })
  escalation_policy_step_id?: string;
  @ApiProperty({ type: 'integer' })
  escalation_policy_retry_count: number;
  @ApiProperty({ enum: URGENCIES })
  urgency: Urgency;
  @ApiProperty({ type: ResponderUser, isArray: true, description: 'Everyone paged or added, once each' })
  responder_users: ResponderUser[];
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent while nobody has the page' })
  acknowledged_at?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  responders_added_at?: string;
  @ApiPropertyOptional({ example: '12.500s' })
  time_to_first_acknowledge?: string;
  @ApiPropertyOptional({ type: LiveCallProperties, description: 'Of a page that a call made' })
  live_call?: LiveCallProperties;
  @ApiPropertyOptional()
  event_deduplication_key?: string;
  @ApiProperty()
  is_shadow: boolean;
  @ApiPropertyOptional({ format: 'uuid', description: 'The maintenance window that it was triggered in' })
  maintenance_window_id?: string;
  @ApiProperty({ type: EscalationTargets })
  targets: EscalationTargets;
}

class PageAdditionalProperties {
  @ApiProperty({ type: OnCallProperties })
  on_call: OnCallProperties;
}

class PageAttributes {
  @ApiProperty()
  title: string;
  @ApiProperty()
  description: string;
  @ApiProperty({ description: 'A status of the tenant’s workflow', example: 'TRIGGERED' })
  status: string;
  @ApiProperty({ enum: URGENCIES })
  urgency: Urgency;
  @ApiProperty({ example: 'NOT_DEFINED' })
  priority: string;
  @ApiProperty({ example: 'PAGE-42' })
  key: string;
  @ApiProperty({ type: 'integer' })
  number: number;
  @ApiProperty({ type: String, isArray: true })
  services: string[];
  @ApiProperty({ type: String, isArray: true })
  tags: string[];
  @ApiProperty({ type: 'integer', description: 'How often the same thing was reported while the page was open' })
  occurrences: number;
  @ApiPropertyOptional({ format: 'date-time' })
  last_occurred_at?: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiPropertyOptional({ format: 'date-time' })
  modified_at?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  closed_at?: string;
  @ApiProperty({ type: PageAdditionalProperties })
  additional_properties: PageAdditionalProperties;
}

class ResourceLink {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  type: string;
}
class ToMany {
  @ApiProperty({ type: ResourceLink, isArray: true })
  data: ResourceLink[];
}
class ToOne {
  @ApiProperty({ type: ResourceLink })
  data: ResourceLink;
}
class PageRelationships {
  @ApiProperty({ type: ToMany })
  responders: ToMany;
  @ApiPropertyOptional({ type: ToOne })
  team?: ToOne;
  @ApiPropertyOptional({ type: ToOne, description: 'Who acknowledged first' })
  assignee?: ToOne;
  @ApiPropertyOptional({ type: ToOne })
  created_by?: ToOne;
}

export class PageResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['pages'] })
  type: 'pages';
  @ApiProperty({ type: PageAttributes })
  attributes: PageAttributes;
  @ApiProperty({ type: PageRelationships })
  relationships: PageRelationships;
}

export class PageAnswer {
  @ApiProperty({ type: PageResource })
  data: PageResource;
}

class ListPosition {
  @ApiProperty({ type: 'integer' })
  current: number;
  @ApiProperty({ type: 'integer', description: 'Items in this answer' })
  size: number;
  @ApiProperty({ type: 'integer', description: 'Answers in all' })
  total: number;
}
class ListMeta {
  @ApiProperty({ type: ListPosition })
  page: ListPosition;
  @ApiProperty({ type: 'integer', description: 'Items in all, counted up to 1,000' })
  total_items: number;
}
export class PagesAnswer {
  @ApiProperty({ type: PageResource, isArray: true })
  data: PageResource[];
  @ApiProperty({ type: ListMeta })
  meta: ListMeta;
}
