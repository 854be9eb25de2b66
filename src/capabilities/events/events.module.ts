import { Module } from '@nestjs/common';
import { OutboxMetrics } from './outbox-metrics.js';
import { Outbox } from './outbox.js';

@Module({ providers: [Outbox, OutboxMetrics], exports: [Outbox] })
export class EventsModule {}
