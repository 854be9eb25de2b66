import { Module } from '@nestjs/common';
import { Channels } from './channels/channels.js';
import { InboxChannel } from './channels/inbox.channel.js';
import { LogChannel } from './channels/log.channel.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { Sender } from './sender.js';

/** Sends what is queued; runs in the worker. */
@Module({ providers: [Sender, DeliveriesRepository, Channels, InboxChannel, LogChannel] })
export class SenderModule {}
