import { invalidField, type UserId } from '../../kernel/index.js';
import type { NotificationChannel, PhoneMethod } from './notification-channel.js';

export type RuleCategory = 'high_urgency' | 'low_urgency';

/** When a person is paged with this urgency, and the page is still open after the delay: use this channel. */
export interface NotificationRule {
  readonly id: string;
  readonly userId: UserId;
  readonly channelId: string;
  readonly category: RuleCategory;
  readonly delayMinutes: number;
  /** Of phones. */
  readonly method?: PhoneMethod;
}

/** What a request asks for, before the channel is known. */
export interface RuleDraft {
  /** Absent in a replacement: the rule keeps its channel. */
  readonly channelId?: string;
  readonly category: RuleCategory;
  readonly delayMinutes: number;
  readonly method?: PhoneMethod;
}

/** Most rules of one person. */
export const MAX_RULES = 50;
/** A week. */
export const MAX_DELAY_MINUTES = 10_080;

/**
 * The rule that a draft makes for a channel.
 * @throws InvalidError when the settings do not fit the channel's kind
 */
export function ruleFor(id: string, channel: NotificationChannel, draft: RuleDraft): NotificationRule {
  const { category, delayMinutes, method } = draft;
  const field = '/data/attributes/channel_settings';
  if (channel.kind === 'phone' && method === undefined) {
    throw invalidField(field, 'must say how the phone is used: {"type":"phone","method":"sms"} or "voice"');
  }
  if (channel.kind !== 'phone' && method !== undefined) throw invalidField(field, 'is for phone channels');
  const common = { id, userId: channel.userId, channelId: channel.id, category, delayMinutes };
  return method === undefined ? common : { ...common, method };
}
