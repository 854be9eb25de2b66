import { Injectable } from '@nestjs/common';

type Listener = () => void;

/**
 * Tells loops of this process that there may be work, so that they need not wait for their next poll. A hint only:
 * polling is the truth (DESIGN §4.8).
 */
@Injectable()
export class WakeUp {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** Calls `listener` at each `signal` of the topic, until the returned function is called. */
  on(topic: WakeUpTopic, listener: Listener): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  signal(topic: WakeUpTopic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}

export type WakeUpTopic = 'timers' | 'notifications' | 'outbox';
