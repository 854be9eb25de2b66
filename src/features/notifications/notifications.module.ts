import { Module } from '@nestjs/common';
import { Notifications } from './notifications.js';
import { NotificationsReader } from './notifications.reader.js';

/** The queue. */
@Module({ providers: [Notifications, NotificationsReader], exports: [Notifications, NotificationsReader] })
export class NotificationsModule {}
