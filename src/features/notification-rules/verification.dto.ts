import { ApiProperty } from '@nestjs/swagger';
import { documentOf, OneOf, Text } from '../../platform/http/index.js';
import type { PhoneMethod } from './notification-channel.js';
import { CODE_DIGITS } from './verification-code.js';
import type { SentCode } from './verification.service.js';

const METHOD = { optional: true, description: 'Of a phone: how it is sent; sms when absent' };

class SendVerificationAttributes {
  @OneOf(['sms', 'voice'], METHOD)
  method?: PhoneMethod;
}
export class SendVerificationBody extends documentOf('channel_verifications', SendVerificationAttributes, {
  attributesOptional: true,
}) {}

class SendTestAttributes {
  @OneOf(['sms', 'voice'], METHOD)
  method?: PhoneMethod;
}
export class SendTestBody extends documentOf('channel_tests', SendTestAttributes, { attributesOptional: true }) {}

/** The method that a body asks for. */
export function methodOf({ data }: SendVerificationBody | SendTestBody): PhoneMethod | undefined {
  const { attributes = {} } = data as Partial<typeof data>;
  return attributes.method;
}

class VerifyAttributes {
  @Text({
    max: CODE_DIGITS,
    min: CODE_DIGITS,
    pattern: /^\d*$/,
    patternRule: `must be ${CODE_DIGITS} digits`,
    example: '123456',
    description: 'That was sent to the channel',
  })
  code: string;
}
export class VerifyBody extends documentOf('channel_verifications', VerifyAttributes) {}

class SentVerificationAttributes {
  @ApiProperty({ enum: ['email', 'sms', 'voice'] })
  method: string;
  @ApiProperty({ format: 'date-time' })
  expires_at: string;
}
class SentVerificationResource {
  @ApiProperty({ format: 'uuid', description: 'Of the channel' })
  id: string;
  @ApiProperty({ enum: ['channel_verifications'] })
  type: 'channel_verifications';
  @ApiProperty({ type: SentVerificationAttributes })
  attributes: SentVerificationAttributes;
}
export class SentVerificationDocument {
  @ApiProperty({ type: SentVerificationResource })
  data: SentVerificationResource;
}

export function sentVerification({ channelId, method, expiresAt }: SentCode): SentVerificationDocument {
  const attributes = { method, expires_at: expiresAt.toString() };
  return { data: { id: channelId, type: 'channel_verifications', attributes } };
}
