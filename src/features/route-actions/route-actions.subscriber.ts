import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Subscribers, type Envelope, type EventSubscriber } from '../../capabilities/events/index.js';
import { RouteActionsRepository } from './route-actions.repository.js';
import { wantedActions } from './route-action.js';

/** Queues what the rules of new pages send. The same event twice queues once: each action has its place on its page. */
@Injectable()
export class RouteActionsSubscriber implements EventSubscriber, OnModuleInit {
  readonly name = 'route-actions';

  constructor(
    private readonly subscribers: Subscribers,
    private readonly actions: RouteActionsRepository,
  ) {}

  onModuleInit(): void {
    this.subscribers.add(this);
  }

  handle(events: readonly Envelope[]): Promise<void> {
    return this.actions.enqueue(events.flatMap(wantedActions));
  }
}
