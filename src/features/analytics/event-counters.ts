import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Subscribers, type Envelope, type EventSubscriber } from '../../capabilities/events/index.js';
import { EventCounts, type CountedEvent } from './event-counts.js';

/** Counts events by organization, day (UTC) and type, each exactly once. */
@Injectable()
export class EventCounters implements EventSubscriber, OnModuleInit {
  readonly name = 'event-counters';
  private cleanedDay = '';

  constructor(
    private readonly subscribers: Subscribers,
    private readonly counts: EventCounts,
  ) {}

  onModuleInit(): void {
    this.subscribers.add(this);
  }

  async handle(events: readonly Envelope[]): Promise<void> {
    const counted = events.map(countedEvent);
    await this.counts.add(this.name, counted);
    const day = counted.at(-1)?.day ?? this.cleanedDay;
    if (day === this.cleanedDay) return;
    // Once a day, a bounded bite with each batch until none is left.
    if (!(await this.counts.removeOldReceipts(this.name))) this.cleanedDay = day;
  }
}

function countedEvent(event: Envelope): CountedEvent {
  const day = Temporal.Instant.from(event.occurred_at).toZonedDateTimeISO('UTC').toPlainDate().toString();
  return { eventId: event.id, orgId: event.org_id, day, type: event.type };
}
