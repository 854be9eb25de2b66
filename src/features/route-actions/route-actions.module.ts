import { Module } from '@nestjs/common';
import { SubscribersModule } from '../../capabilities/events/index.js';
import { Receivers } from './receivers.js';
import { RouteActionSender } from './route-action-sender.js';
import { RouteActionsRepository } from './route-actions.repository.js';
import { RouteActionsSubscriber } from './route-actions.subscriber.js';

/** Queues what rules send when their pages are created; runs beside the relay. */
@Module({ imports: [SubscribersModule], providers: [RouteActionsSubscriber, RouteActionsRepository] })
export class RouteActionsSubscriberModule {}

/** Sends it; runs in the worker. */
@Module({ providers: [RouteActionSender, Receivers, RouteActionsRepository] })
export class RouteActionSenderModule {}
