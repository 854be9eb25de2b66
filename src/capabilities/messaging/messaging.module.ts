import { Module } from '@nestjs/common';
import { wallClock } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { OutboundHttp } from '../../platform/outbound/index.js';
import { MessageDelivery } from './message-delivery.js';
import { MessageQueueRepository } from './message-queue.repository.js';
import { MessageSender } from './message-sender.js';
import { Messages } from './messages.js';
import { SmtpTransport } from './smtp-transport.js';
import { EmailTransport, PhoneTransport } from './transport.js';
import { TwilioTransport } from './twilio-transport.js';
import { UnconfiguredEmail, UnconfiguredPhone } from './unconfigured-transports.js';

/** The queue of messages; no loops, so that every role may import it. */
@Module({ providers: [Messages], exports: [Messages] })
export class MessagingModule {}

/** The providers that settings name. */
@Module({
  providers: [
    {
      provide: EmailTransport,
      inject: [TenantConfig],
      useFactory: ({ email }: TenantConfig) =>
        email === undefined ? new UnconfiguredEmail() : new SmtpTransport(email),
    },
    {
      provide: PhoneTransport,
      inject: [TenantConfig],
      useFactory: ({ phone }: TenantConfig) =>
        phone === undefined ? new UnconfiguredPhone() : new TwilioTransport(new OutboundHttp(), phone, wallClock),
    },
  ],
  exports: [EmailTransport, PhoneTransport],
})
export class TransportsModule {}

/** Sends what is queued; runs in the worker. The port `Addresses` comes from a global module of its owner. */
@Module({
  imports: [MessagingModule, TransportsModule],
  providers: [MessageSender, MessageDelivery, MessageQueueRepository],
})
export class MessageSenderModule {}
