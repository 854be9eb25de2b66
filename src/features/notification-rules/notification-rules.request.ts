import { invalidField } from '../../kernel/index.js';
import {
  documentOf,
  Ignored,
  IncludeParameter,
  IntegerIn,
  Nested,
  OneOf,
  UuidField,
} from '../../platform/http/index.js';
import type { PhoneMethod } from './notification-channel.js';
import { MAX_DELAY_MINUTES, type RuleCategory, type RuleDraft } from './notification-rule.js';

export class NotificationRuleQuery {
  @IncludeParameter(['channel'])
  include?: 'channel'[];
}

class RuleChannelSettings {
  @OneOf(['phone'])
  type: 'phone';
  @OneOf(['sms', 'voice'])
  method: PhoneMethod;
}

class NotificationRuleAttributes {
  @OneOf(['high_urgency', 'low_urgency'], { optional: true, description: 'high_urgency when absent' })
  category?: RuleCategory;
  @IntegerIn(0, MAX_DELAY_MINUTES, { optional: true, description: 'After the person is paged; 0 when absent' })
  delay_minutes?: number;
  @Nested(() => RuleChannelSettings, {
    optional: true,
    nullable: true,
    description: 'Of a phone channel, and only of it',
  })
  channel_settings?: RuleChannelSettings | null;
}

class RuleChannelIdentifier {
  @OneOf(['notification_channels'])
  type: string;
  @UuidField()
  id: string;
  @Ignored()
  meta?: object;
}
class RuleChannel {
  @Nested(() => RuleChannelIdentifier)
  data: RuleChannelIdentifier;
  @Ignored()
  links?: object;
  @Ignored()
  meta?: object;
}
class NotificationRuleRelationships {
  @Nested(() => RuleChannel, {
    optional: true,
    description: 'Required of a new rule; a replaced one keeps its channel',
  })
  channel?: RuleChannel;
}

const options = { relationships: NotificationRuleRelationships, attributesOptional: true };

class CreateNotificationRuleAttributes extends NotificationRuleAttributes {}
class UpdateNotificationRuleAttributes extends NotificationRuleAttributes {}
export class CreateNotificationRuleBody extends documentOf(
  'notification_rules',
  CreateNotificationRuleAttributes,
  options,
) {}
export class UpdateNotificationRuleBody extends documentOf(
  'notification_rules',
  UpdateNotificationRuleAttributes,
  options,
) {}

/** The rule that a body asks for. What is absent takes its default, in a replacement too. */
export function ruleDraft({ data }: CreateNotificationRuleBody | UpdateNotificationRuleBody): RuleDraft {
  const { attributes = {} } = data as Partial<typeof data>;
  const { category = 'high_urgency', delay_minutes: delayMinutes = 0, channel_settings: settings } = attributes;
  const channelId = data.relationships?.channel?.data.id;
  return {
    category,
    delayMinutes,
    ...(channelId === undefined ? {} : { channelId }),
    ...(settings === undefined || settings === null ? {} : { method: settings.method }),
  };
}

/** As `ruleDraft` for the rule named in the path; a body that names one must name the same. */
export function ruleReplacement(id: string, body: UpdateNotificationRuleBody): RuleDraft {
  if (body.data.id !== undefined && body.data.id.toLowerCase() !== id) {
    throw invalidField('/data/id', 'must be the id in the path');
  }
  return ruleDraft(body);
}
