import { Module } from '@nestjs/common';
import { EventsModule } from './events.module.js';
import { EventPublisher } from './event-publisher.js';
import { LocalEventPublisher } from './local-publisher.js';
import { RelayRepository } from './relay.repository.js';
import { EventRelay } from './relay.js';
import { Subscribers } from './subscribers.js';

/** Where subscribers add themselves. */
@Module({ providers: [Subscribers], exports: [Subscribers] })
export class SubscribersModule {}

/** Publishes the outbox; runs in the event relay. */
@Module({
  imports: [SubscribersModule, EventsModule],
  providers: [EventRelay, RelayRepository, { provide: EventPublisher, useClass: LocalEventPublisher }],
})
export class EventRelayModule {}
