import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { isActive, type EmailFormat, type NotificationChannel } from './notification-channel.js';
import { formattedNumber } from './phone-number.js';

class EmailChannelConfig {
  @ApiProperty({ enum: ['email'] })
  type: 'email';
  @ApiProperty()
  address: string;
  @ApiProperty({ enum: ['html', 'text'], isArray: true })
  formats: readonly EmailFormat[];
}

class PhoneChannelConfig {
  @ApiProperty({ enum: ['phone'] })
  type: 'phone';
  @ApiProperty({ description: 'E.164', example: '+17039389548' })
  number: string;
  @ApiProperty({ example: '+1 703-938-9548' })
  formatted_number: string;
  @ApiProperty({ description: 'ISO 3166-1 alpha-2 in lower case; zz for numbers of no country', example: 'us' })
  region: string;
  @ApiProperty()
  verified: boolean;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent until a code sent by SMS was given back' })
  sms_subscribed_at?: string;
}

class PushChannelConfig {
  @ApiProperty({ enum: ['push'] })
  type: 'push';
  @ApiProperty()
  device_name: string;
  @ApiProperty()
  application_name: string;
}

type ChannelConfigAnswer = EmailChannelConfig | PhoneChannelConfig | PushChannelConfig;

@ApiExtraModels(EmailChannelConfig, PhoneChannelConfig, PushChannelConfig)
class NotificationChannelAnswerAttributes {
  @ApiProperty({ description: 'Verified and not switched off: notifications go there' })
  active: boolean;
  @ApiProperty({
    oneOf: [EmailChannelConfig, PhoneChannelConfig, PushChannelConfig].map((each) => ({ $ref: getSchemaPath(each) })),
  })
  config: ChannelConfigAnswer;
}

export class NotificationChannelResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['notification_channels'] })
  type: 'notification_channels';
  @ApiProperty({ type: NotificationChannelAnswerAttributes })
  attributes: NotificationChannelAnswerAttributes;
}

export class NotificationChannelDocument {
  @ApiProperty({ type: NotificationChannelResource })
  data: NotificationChannelResource;
}

export class NotificationChannelsDocument {
  @ApiProperty({ type: NotificationChannelResource, isArray: true })
  data: NotificationChannelResource[];
}

export function channelResource(channel: NotificationChannel): NotificationChannelResource {
  const attributes = { active: isActive(channel), config: configOf(channel) };
  return { id: channel.id, type: 'notification_channels', attributes };
}

function configOf(channel: NotificationChannel): ChannelConfigAnswer {
  const { kind, address, formats, region = 'zz', applicationName = '', smsSubscribedAt } = channel;
  switch (kind) {
    case 'email':
      return { type: 'email', address, formats };
    case 'phone':
      return {
        type: 'phone',
        number: address,
        formatted_number: formattedNumber(address),
        region,
        verified: channel.verifiedAt !== undefined,
        ...(smsSubscribedAt === undefined ? {} : { sms_subscribed_at: smsSubscribedAt.toString() }),
      };
    case 'push':
      return { type: 'push', device_name: address, application_name: applicationName };
  }
}
