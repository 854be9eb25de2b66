import { Module } from '@nestjs/common';
import { SubscribersModule } from '../../capabilities/events/index.js';
import { AnalyticsController } from './analytics.controller.js';
import { EventCounters } from './event-counters.js';
import { EventCounts } from './event-counts.js';

/** The routes, for the role api. */
@Module({ controllers: [AnalyticsController], providers: [EventCounts] })
export class AnalyticsApiModule {}

/** Counts; runs in the event relay. */
@Module({ imports: [SubscribersModule], providers: [EventCounts, EventCounters] })
export class EventCountersModule {}
