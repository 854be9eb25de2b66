import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Notification, PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { EngineDataSource, EngineUnitOfWork } from '../../platform/database/index.js';
import { WakeUp, WAKE_UP_TOPICS, type WakeUpTopic } from './wake-up.js';

const CHANNEL = 'casem_wake_up';
/** Signals of this time become one NOTIFY: each takes a lock of the whole server at its commit. */
const COALESCE_MS = 50;
const RECONNECT_MS = 1_000;

/**
 * Carries wake-ups to the other processes of the tenant, outside the transactions that cause them. A lost one costs a
 * poll interval and nothing else.
 */
@Injectable()
export class WakeUpBroadcast implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(WakeUpBroadcast.name);
  private readonly pending = new Set<WakeUpTopic>();
  private timer: NodeJS.Timeout | undefined;
  private listening: QueryRunner | undefined;
  private stopped = false;
  private readonly onNotification = (notification: Notification) => {
    this.receive(notification);
  };
  private readonly onError = () => void this.reconnect();

  constructor(
    private readonly dataSource: EngineDataSource,
    private readonly engine: EngineUnitOfWork,
    private readonly wakeUp: WakeUp,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeUp.onLocal((topic) => {
      this.announce(topic);
    });
    void this.listen();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.stopListening();
  }

  private announce(topic: WakeUpTopic): void {
    if (this.stopped) return;
    this.pending.add(topic);
    this.timer ??= setTimeout(() => void this.send(), COALESCE_MS).unref();
  }

  private async send(): Promise<void> {
    this.timer = undefined;
    const topics = [...this.pending];
    this.pending.clear();
    try {
      await this.engine.statement('select pg_notify($1, $2)', [CHANNEL, topics.join(' ')]);
    } catch (error) {
      this.logger.debug({ err: error, msg: 'other processes were not woken; they poll' });
    }
  }

  private async listen(): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      this.listening = runner;
      client.on('notification', this.onNotification);
      client.on('error', this.onError);
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      this.logger.debug({ err: error, msg: 'not listening for wake-ups yet; polling meanwhile' });
      await this.reconnect();
    }
  }

  private receive({ payload = '' }: Notification): void {
    for (const name of payload.split(' ')) {
      const topic = WAKE_UP_TOPICS.find((each) => each === name);
      if (topic !== undefined) this.wakeUp.deliver(topic);
    }
  }

  private async reconnect(): Promise<void> {
    await this.stopListening();
    if (!this.stopped) setTimeout(() => void this.listen(), RECONNECT_MS).unref();
  }

  private async stopListening(): Promise<void> {
    const runner = this.listening;
    this.listening = undefined;
    if (runner === undefined || runner.isReleased) return;
    const client = (await runner.connect()) as PoolClient;
    client.off('notification', this.onNotification);
    client.off('error', this.onError);
    await client.query(`unlisten ${CHANNEL}`).catch(() => undefined);
    await runner.release();
  }
}
