import { invalidField } from '../../kernel/index.js';
import { documentOf, Flag, Nested, OneOf, Text, WordList } from '../../platform/http/index.js';
import { ADDRESS_MAX, emailDraft, phoneDraft, type ChannelDraft, type EmailFormat } from './notification-channel.js';

const FORMATS: readonly EmailFormat[] = ['html', 'text'];
const CONFIG = '/data/attributes/config';

class ChannelConfig {
  @OneOf(['email', 'phone'], { description: 'push is registered by a device, not here' })
  type: 'email' | 'phone';
  @Text({ optional: true, max: ADDRESS_MAX, example: 'foo@bar.com', description: 'Of email: where it goes' })
  address?: string;
  @WordList(FORMATS, { optional: true, description: 'Of email: what to send' })
  formats?: EmailFormat[];
  @Text({ optional: true, max: 40, example: '+17039389548', description: 'Of phone: the number, as in E.164' })
  number?: string;
}

class CreateNotificationChannelAttributes {
  @Nested(() => ChannelConfig)
  config: ChannelConfig;
}
export class CreateNotificationChannelBody extends documentOf(
  'notification_channels',
  CreateNotificationChannelAttributes,
) {}

class ChannelActivityAttributes {
  @Flag({ description: 'false: nothing is sent there, and notifications go to the next channel' })
  active: boolean;
}
export class ChannelActivityBody extends documentOf('notification_channels', ChannelActivityAttributes) {}

/**
 * The channel that a body asks for.
 * @throws InvalidError when what belongs to its type is missing or wrong, or something of another type is given
 */
export function channelDraft({ data }: CreateNotificationChannelBody): ChannelDraft {
  const { type, address, formats, number } = data.attributes.config;
  if (type === 'email') {
    if (number !== undefined) throw invalidField(`${CONFIG}/number`, 'is for the type phone');
    if (address === undefined) throw invalidField(`${CONFIG}/address`, 'must be an e-mail address');
    if (formats === undefined) throw invalidField(`${CONFIG}/formats`, `must be a list of ${FORMATS.join(', ')}`);
    return emailDraft(address, formats);
  }
  if (address !== undefined) throw invalidField(`${CONFIG}/address`, 'is for the type email');
  if (formats !== undefined) throw invalidField(`${CONFIG}/formats`, 'is for the type email');
  return phoneDraft(number ?? '');
}
