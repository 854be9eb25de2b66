import { Injectable } from '@nestjs/common';
import { TenantConfig } from '../../platform/config/index.js';
import { Addresses, type ChannelAddress } from './addresses.js';
import { openedContent } from './content.js';
import type { ClaimedMessage } from './message-queue.repository.js';
import type { Words } from './templates/draft.js';
import { wordsOf } from './templates/words.js';
import { EmailTransport, PhoneTransport, type Sent } from './transport.js';
import { providerPath } from './provider-path.js';
import { spoken } from './twiml.js';

type Answer = Sent | { readonly outcome: 'cancelled'; readonly reason: string };

/** One try of one message: its words, its address as it is now, its provider. */
@Injectable()
export class MessageDelivery {
  constructor(
    private readonly config: TenantConfig,
    private readonly addresses: Addresses,
    private readonly email: EmailTransport,
    private readonly phone: PhoneTransport,
  ) {}

  async send(claimed: ClaimedMessage): Promise<Answer> {
    const { org_id: orgId, id, user_id: userId, channel_id: channelId, via } = claimed;
    const content = openedContent(this.config.keyHashingSecret, { orgId, id }, claimed.sealed_content);
    if (content === undefined) return cancelled('the secret of the installation was changed after it was queued');
    const address = await this.addresses.find({ orgId, userId, channelId });
    if (address === undefined) return cancelled('the channel is gone');
    if (!address.isActive && content.kind !== 'verification') {
      return cancelled('the channel is not verified, or switched off');
    }
    if (address.kind !== (via === 'email' ? 'email' : 'phone')) return cancelled(`the channel takes no ${via}`);
    return this.hand(claimed, address, wordsOf(content));
  }

  private hand({ org_id: orgId, id, via }: ClaimedMessage, address: ChannelAddress, words: Words): Promise<Sent> {
    const { address: to } = address;
    if (via === 'email') {
      const { subject, text, html } = words;
      return this.email.send({ to, subject, text, reference: id, ...(address.wantsHtml ? { html } : {}) });
    }
    const { phone } = this.config;
    const statusUrl = phone && providerPath(phone.publicUrl, 'phone', 'status', 'messages', orgId, id);
    const common = { to, idempotencyKey: id, statusUrl };
    if (via === 'sms') return this.phone.text({ ...common, body: words.short });
    return this.phone.call({ ...common, twiml: spoken(words.speech) });
  }
}

function cancelled(reason: string): Answer {
  return { outcome: 'cancelled', reason };
}
