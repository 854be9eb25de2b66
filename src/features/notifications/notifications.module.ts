import { Module } from '@nestjs/common';
import { Notifications } from './notifications.js';

/** The queue. */
@Module({ providers: [Notifications], exports: [Notifications] })
export class NotificationsModule {}
