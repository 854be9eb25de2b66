export type { DomainEvent, Envelope, EventType } from './domain-event.js';
export { EventsModule } from './events.module.js';
export { Outbox } from './outbox.js';
export { EventRelayModule, SubscribersModule } from './relay.module.js';
export { Subscribers, type EventSubscriber } from './subscribers.js';
