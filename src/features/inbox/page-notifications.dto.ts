import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IntegerParameter, Text } from '../../platform/http/index.js';
import type { Cause } from '../notifications/index.js';
import { CAUSES, CAUSE_TEXT, CursorPosition, PersonReference } from './inbox.dto.js';
import { personReference } from './inbox.presenter.js';
import type { NotificationAttempt, PageNotification, PageNotifications } from './page-notifications.reader.js';
import type { Names } from './people-names.js';

const STATES: readonly PageNotification['state'][] = ['pending', 'sending', 'sent', 'failed', 'cancelled', 'shadow'];

export class ListPageNotificationsQuery {
  @IntegerParameter(1, 1000, { optional: true, description: '100 when left out' })
  'page[size]'?: number;
  @Text({ optional: true, max: 200, description: 'meta.page.cursor of the answer before' })
  'page[cursor]'?: string;
}

class AttemptFacts {
  @ApiProperty({ type: 'integer' })
  attempt: number;
  @ApiProperty({ example: 'inbox' })
  channel: string;
  @ApiProperty({ format: 'date-time' })
  started_at: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent while it is under way' })
  finished_at?: string;
  @ApiPropertyOptional({
    enum: ['sent', 'failed', 'abandoned'],
    description: 'abandoned: the sender stopped before it recorded an answer. Absent while it is under way',
  })
  outcome?: 'sent' | 'failed' | 'abandoned';
  @ApiPropertyOptional({ description: 'Why it was not sent' })
  reason?: string;
}

class PageNotificationAttributes {
  @ApiProperty({ type: PersonReference })
  user: PersonReference;
  @ApiProperty({ enum: CAUSES, description: CAUSE_TEXT })
  cause: Cause;
  @ApiPropertyOptional({ type: 'integer', description: 'Step of the policy, from 1; absent before the first' })
  step?: number;
  @ApiProperty({ type: 'integer', description: 'Cycles of the policy after the first' })
  retry: number;
  @ApiProperty({ type: 'integer', description: 'How often the page has been triggered' })
  run: number;
  @ApiProperty({ description: 'The channel in use now, or last', example: 'inbox' })
  channel: string;
  @ApiProperty({ enum: STATES })
  state: PageNotification['state'];
  @ApiPropertyOptional({ description: 'Why it is in this state' })
  reason?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Notification rule of the person; absent of default channels' })
  rule_id?: string;
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Notification channel of the person; absent of default channels',
  })
  channel_id?: string;
  @ApiPropertyOptional({ description: 'Why a default channel and no rule of the person' })
  why?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The same for all pages that went in one message' })
  bundle_id?: string;
  @ApiProperty({ format: 'date-time', description: 'When it was to be sent, whatever delayed it' })
  due_at: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'While it is pending: when it is tried next' })
  next_attempt_at?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent while it may still be sent' })
  finished_at?: string;
  @ApiPropertyOptional({
    description: 'What the provider of text messages and calls last said of it',
    example: 'delivered',
  })
  provider_status?: string;
  @ApiPropertyOptional({ description: 'The provider’s code of an error', example: '30003' })
  provider_error_code?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  provider_reported_at?: string;
  @ApiProperty({ type: AttemptFacts, isArray: true, description: 'In order; of more than 100 the latest' })
  attempts: AttemptFacts[];
}
class PageNotificationResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['notifications'] })
  type: 'notifications';
  @ApiProperty({ type: PageNotificationAttributes })
  attributes: PageNotificationAttributes;
}
class PageNotificationsMeta {
  @ApiProperty({ type: CursorPosition })
  page: CursorPosition;
}
export class PageNotificationsAnswer {
  @ApiProperty({ type: PageNotificationResource, isArray: true })
  data: PageNotificationResource[];
  @ApiProperty({ type: PageNotificationsMeta })
  meta: PageNotificationsMeta;
}

export function pageNotificationsAnswer({ items, next }: PageNotifications, names: Names): PageNotificationsAnswer {
  return {
    data: items.map((item) => ({ id: item.id, type: 'notifications', attributes: attributesOf(item, names) })),
    meta: { page: { size: items.length, ...(next === undefined ? {} : { cursor: next }) } },
  };
}

function attributesOf(item: PageNotification, names: Names): PageNotificationAttributes {
  return {
    user: personReference(item.user_id, names),
    cause: item.cause,
    ...(item.step_index < 0 ? {} : { step: item.step_index + 1 }),
    retry: item.retry_count,
    run: item.run,
    channel: item.channel,
    state: item.state,
    ...(item.reason === null ? {} : { reason: item.reason }),
    ...(item.rule_id === null ? {} : { rule_id: item.rule_id }),
    ...(item.channel_id === null ? {} : { channel_id: item.channel_id }),
    ...(item.why === null ? {} : { why: item.why }),
    ...(item.bundle_id === null ? {} : { bundle_id: item.bundle_id }),
    due_at: item.due_at.toString(),
    created_at: item.created_at.toString(),
    ...(item.state === 'pending' ? { next_attempt_at: item.next_attempt_at.toString() } : {}),
    ...(item.finished_at === null ? {} : { finished_at: item.finished_at.toString() }),
    ...(item.provider_status === null ? {} : { provider_status: item.provider_status }),
    ...(item.provider_error_code === null ? {} : { provider_error_code: item.provider_error_code }),
    ...(item.provider_reported_at === null ? {} : { provider_reported_at: item.provider_reported_at.toString() }),
    attempts: item.attempts.map(attemptFacts),
  };
}

function attemptFacts({
  attempt,
  channel,
  started_at,
  finished_at,
  outcome,
  reason,
}: NotificationAttempt): AttemptFacts {
  return {
    attempt,
    channel,
    started_at: started_at.toString(),
    ...(finished_at === null ? {} : { finished_at: finished_at.toString() }),
    ...(outcome === null ? {} : { outcome }),
    ...(reason === null ? {} : { reason }),
  };
}
