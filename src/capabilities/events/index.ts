export { ENVELOPE_VERSION, EVENT_TYPES, type DomainEvent, type Envelope, type EventType } from './domain-event.js';
export { EventsModule } from './events.module.js';
export { Outbox } from './outbox.js';
