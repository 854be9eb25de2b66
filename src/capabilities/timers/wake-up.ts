import { Injectable } from '@nestjs/common';

export const WAKE_UP_TOPICS = ['timers', 'notifications', 'messages', 'outbox'] as const;
export type WakeUpTopic = (typeof WAKE_UP_TOPICS)[number];

type Listener = () => void;

/**
 * Tells loops that there may be work, so that they need not wait for their next poll: those of this process at once,
 * those of others through `WakeUpBroadcast`. A hint only: polling is the truth (DESIGN §4.8).
 */
@Injectable()
export class WakeUp {
  private readonly listeners = new Map<WakeUpTopic, Set<Listener>>();
  private readonly local = new Set<(topic: WakeUpTopic) => void>();

  /** Calls `listener` for each wake-up of the topic, until the returned function is called. */
  on(topic: WakeUpTopic, listener: Listener): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Calls `listener` for what this process signals, not for what it heard from others. */
  onLocal(listener: (topic: WakeUpTopic) => void): void {
    this.local.add(listener);
  }

  /** There is work, committed by this process. */
  signal(topic: WakeUpTopic): void {
    this.deliver(topic);
    for (const listener of this.local) listener(topic);
  }

  /** There is work, says this or another process. */
  deliver(topic: WakeUpTopic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}
