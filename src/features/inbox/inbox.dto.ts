import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IntegerParameter, Text } from '../../platform/http/index.js';
import type { StatusRole } from '../cases/index.js';
import type { Cause } from '../notifications/index.js';
import type { Urgency } from '../pages/index.js';

export const CAUSES: readonly Cause[] = ['step', 'added', 'unreached'];
export const CAUSE_TEXT = 'step of the policy, added by a person, or unreached: the policy ended and reached nobody';
const OWNER = /^(all|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

export class ListInboxQuery {
  @IntegerParameter(1, 100, { optional: true, description: '50 when left out' })
  'page[size]'?: number;
  @Text({ optional: true, max: 200, description: 'meta.page.cursor of the answer before' })
  'page[cursor]'?: string;
  @Text({
    optional: true,
    max: 36,
    pattern: OWNER,
    patternRule: 'must be a user id or "all"',
    description: 'Whose inbox: a user id, or all. The own one when left out; others need on_call_admin',
  })
  'filter[user]'?: string;
}

/** A person; the name only for roles that may read users. */
export class PersonReference {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  name?: string;
}

export class InboxPageFacts {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'PAGE-7' })
  key: string;
  @ApiProperty({ type: 'integer' })
  number: number;
  @ApiProperty()
  title: string;
  @ApiProperty({ example: 'TRIGGERED' })
  status: string;
  @ApiProperty({ enum: ['start', 'middle', 'final'], description: 'What the status means in the workflow' })
  status_role: StatusRole;
  @ApiProperty({ enum: ['low', 'high'] })
  urgency: Urgency;
  @ApiProperty({ type: String, isArray: true })
  services: string[];
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiPropertyOptional({ type: PersonReference, description: 'Who acknowledged first; absent while nobody has it' })
  assignee?: PersonReference;
  @ApiProperty({ type: 'integer', description: 'Grows with every change of the page' })
  version: number;
}

class InboxMessageAttributes {
  @ApiProperty({ format: 'date-time' })
  delivered_at: string;
  @ApiProperty({ enum: CAUSES, description: CAUSE_TEXT })
  cause: Cause;
  @ApiPropertyOptional({ type: 'integer', description: 'Step of the policy, from 1; absent before the first' })
  step?: number;
  @ApiProperty({ type: 'integer', description: 'Cycles of the policy after the first' })
  retry: number;
  @ApiProperty({ type: PersonReference })
  user: PersonReference;
  @ApiProperty({ type: InboxPageFacts })
  page: InboxPageFacts;
}
class InboxMessageResource {
  @ApiProperty({ format: 'uuid', description: 'Also the id of the notification' })
  id: string;
  @ApiProperty({ enum: ['inbox_messages'] })
  type: 'inbox_messages';
  @ApiProperty({ type: InboxMessageAttributes })
  attributes: InboxMessageAttributes;
}

export class CursorPosition {
  @ApiProperty({ type: 'integer', description: 'Items in this answer' })
  size: number;
  @ApiPropertyOptional({ description: 'For page[cursor] of the next request; absent at the end' })
  cursor?: string;
}
class InboxViewer {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ description: 'Whether filter[user] may name others' })
  may_read_all: boolean;
}
class InboxMeta {
  @ApiProperty({ type: CursorPosition })
  page: CursorPosition;
  @ApiProperty({ type: InboxViewer, description: 'The caller' })
  viewer: InboxViewer;
}

export class InboxAnswer {
  @ApiProperty({ type: InboxMessageResource, isArray: true })
  data: InboxMessageResource[];
  @ApiProperty({ type: InboxMeta })
  meta: InboxMeta;
}
