import type { Envelope } from './domain-event.js';

/** Where the relay hands events on: in order, all of a batch or none. A rejected batch is published again. */
export abstract class EventPublisher {
  abstract publish(events: readonly Envelope[]): Promise<void>;
}
