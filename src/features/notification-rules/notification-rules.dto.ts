import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { NotificationChannel, PhoneMethod } from './notification-channel.js';
import { channelResource, NotificationChannelResource } from './notification-channels.dto.js';
import type { NotificationRule, RuleCategory } from './notification-rule.js';

class RuleSettingsAnswer {
  @ApiProperty({ enum: ['phone'] })
  type: 'phone';
  @ApiProperty({ enum: ['sms', 'voice'] })
  method: PhoneMethod;
}

class RuleAnswerAttributes {
  @ApiProperty({ enum: ['high_urgency', 'low_urgency'] })
  category: RuleCategory;
  @ApiProperty({ type: 'integer' })
  delay_minutes: number;
  @ApiPropertyOptional({ type: RuleSettingsAnswer, description: 'Of phone channels' })
  channel_settings?: RuleSettingsAnswer;
}

class ChannelIdentifier {
  @ApiProperty({ enum: ['notification_channels'] })
  type: 'notification_channels';
  @ApiProperty({ format: 'uuid' })
  id: string;
}
class ChannelLinkage {
  @ApiProperty({ type: ChannelIdentifier })
  data: ChannelIdentifier;
}
class RuleAnswerRelationships {
  @ApiProperty({ type: ChannelLinkage })
  channel: ChannelLinkage;
}

export class NotificationRuleResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['notification_rules'] })
  type: 'notification_rules';
  @ApiProperty({ type: RuleAnswerAttributes })
  attributes: RuleAnswerAttributes;
  @ApiProperty({ type: RuleAnswerRelationships })
  relationships: RuleAnswerRelationships;
}

export class NotificationRuleDocument {
  @ApiProperty({ type: NotificationRuleResource })
  data: NotificationRuleResource;
  @ApiPropertyOptional({ type: NotificationChannelResource, isArray: true, description: 'Only when asked for' })
  included?: NotificationChannelResource[];
}

export class NotificationRulesDocument {
  @ApiProperty({ type: NotificationRuleResource, isArray: true })
  data: NotificationRuleResource[];
  @ApiPropertyOptional({ type: NotificationChannelResource, isArray: true, description: 'Only when asked for' })
  included?: NotificationChannelResource[];
}

export function ruleResource(rule: NotificationRule): NotificationRuleResource {
  const { id, channelId, category, delayMinutes, method } = rule;
  return {
    id,
    type: 'notification_rules',
    attributes: {
      category,
      delay_minutes: delayMinutes,
      ...(method === undefined ? {} : { channel_settings: { type: 'phone', method } }),
    },
    relationships: { channel: { data: { type: 'notification_channels', id: channelId } } },
  };
}

/** The channels that the rules use, each once; undefined when not asked for. */
export function includedChannels(channels: readonly NotificationChannel[] | undefined) {
  return channels === undefined ? {} : { included: channels.map(channelResource) };
}
