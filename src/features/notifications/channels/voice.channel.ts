import { Injectable } from '@nestjs/common';
import { Addresses, askedForKey, PhoneTransport, providerPath, spoken } from '../../../capabilities/messaging/index.js';
import { TenantConfig } from '../../../platform/config/index.js';
import { ReplyOffersRepository } from '../replies/reply-offers.repository.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';
import { pagesOf, spokenWords } from './page-words.js';
import { addressFor } from './person-address.js';
import { offerOf, statusUrlOf } from './phone-replies.js';

/** A call that reads the page and takes a key as the answer: 4 acknowledges, 6 resolves. */
@Injectable()
export class VoiceChannel extends NotificationChannel {
  override readonly name = 'voice';

  constructor(
    private readonly config: TenantConfig,
    private readonly addresses: Addresses,
    private readonly offers: ReplyOffersRepository,
    private readonly transport: PhoneTransport,
  ) {
    super();
  }

  override async send(message: NotificationMessage): Promise<Delivery> {
    const address = await addressFor(this.addresses, message, 'phone');
    if ('outcome' in address) return address;
    return this.transport.call({
      to: address.address,
      twiml: await this.twiml(message),
      idempotencyKey: message.idempotencyKey,
      statusUrl: statusUrlOf(this.config, message),
    });
  }

  private async twiml(message: NotificationMessage): Promise<string> {
    const { orgId, id } = message;
    const pages = pagesOf(message);
    const { phone } = this.config;
    if (phone === undefined) return spoken(spokenWords(pages, false, message));
    await this.offers.offerKeys(id, offerOf(message));
    const action = providerPath(phone.publicUrl, 'phone', 'keys', orgId, id);
    return askedForKey(spokenWords(pages, true, message), action);
  }
}
