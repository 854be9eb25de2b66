import { Injectable } from '@nestjs/common';
import { Addresses, PhoneTransport } from '../../../capabilities/messaging/index.js';
import { TenantConfig } from '../../../platform/config/index.js';
import { ReplyOffersRepository } from '../replies/reply-offers.repository.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';
import { pagesOf, textWords } from './page-words.js';
import { addressFor } from './person-address.js';
import { offerOf, statusUrlOf } from './phone-replies.js';

/** A text message of one piece, with a code that answers it. */
@Injectable()
export class SmsChannel extends NotificationChannel {
  override readonly name = 'sms';

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
    const code =
      this.config.phone === undefined ? undefined : await this.offers.offerCode(offerOf(message), address.address);
    return this.transport.text({
      to: address.address,
      body: textWords(pagesOf(message), code, message),
      idempotencyKey: message.idempotencyKey,
      statusUrl: statusUrlOf(this.config, message),
    });
  }
}
