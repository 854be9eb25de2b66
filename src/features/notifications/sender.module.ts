import { Module } from '@nestjs/common';
import { TransportsModule } from '../../capabilities/messaging/index.js';
import { Channels } from './channels/channels.js';
import { EmailChannel } from './channels/email.channel.js';
import { InboxChannel } from './channels/inbox.channel.js';
import { LogChannel } from './channels/log.channel.js';
import { SmsChannel } from './channels/sms.channel.js';
import { VoiceChannel } from './channels/voice.channel.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { ReplyOffersModule } from './replies/reply-offers.module.js';
import { Sender } from './sender.js';

/** Sends what is queued; runs in the worker. */
@Module({
  imports: [TransportsModule, ReplyOffersModule],
  providers: [Sender, DeliveriesRepository, Channels, InboxChannel, LogChannel, EmailChannel, SmsChannel, VoiceChannel],
})
export class SenderModule {}
