import { Injectable } from '@nestjs/common';
import type { Envelope } from './domain-event.js';

/**
 * Takes events as they were published. Delivery is at least once: drop what was taken before, by event id or by the
 * version of the case.
 */
export interface EventSubscriber {
  readonly name: string;
  handle(events: readonly Envelope[]): Promise<void>;
}

/** The subscribers of this process; each adds itself when its module starts. */
@Injectable()
export class Subscribers {
  private readonly list: EventSubscriber[] = [];

  add(subscriber: EventSubscriber): void {
    this.list.push(subscriber);
  }

  all(): readonly EventSubscriber[] {
    return this.list;
  }
}
