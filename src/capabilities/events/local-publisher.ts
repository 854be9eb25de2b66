import { Injectable, Logger } from '@nestjs/common';
import { sqlState } from '../../platform/database/index.js';
import type { Envelope } from './domain-event.js';
import { EventPublisher } from './event-publisher.js';
import { Subscribers, type EventSubscriber } from './subscribers.js';

/** Hands events to the subscribers of this process: the embedded default, without a broker. */
@Injectable()
export class LocalEventPublisher extends EventPublisher {
  private readonly logger = new Logger(LocalEventPublisher.name);

  constructor(private readonly subscribers: Subscribers) {
    super();
  }

  override async publish(events: readonly Envelope[]): Promise<void> {
    for (const subscriber of this.subscribers.all()) await this.deliver(subscriber, events);
  }

  /** An event that a subscriber can never take must not hold up the others; everything else is tried again. */
  private async deliver(subscriber: EventSubscriber, events: readonly Envelope[]): Promise<void> {
    try {
      await subscriber.handle(events);
    } catch (error) {
      if (!isOfTheEvent(error)) throw error;
      for (const event of events) await this.deliverAlone(subscriber, event);
    }
  }

  private async deliverAlone(subscriber: EventSubscriber, event: Envelope): Promise<void> {
    try {
      await subscriber.handle([event]);
    } catch (error) {
      if (!isOfTheEvent(error)) throw error;
      const facts = { err: error, subscriber: subscriber.name, eventId: event.id, orgId: event.org_id };
      this.logger.error({ ...facts, msg: 'a subscriber cannot take an event; it is left out' });
    }
  }
}

/** SQLSTATE class 22 (data) and 23 (constraints): the same event would fail for ever. */
function isOfTheEvent(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '');
}
