import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop } from '../../capabilities/timers/index.js';
import { Clock } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { EngineUnitOfWork, type Tx } from '../../platform/database/index.js';
import { HandOffs } from './hand-offs.js';
import { HandOffsRepository, type DueHandOff } from './hand-offs.repository.js';

const BATCH = 25;

/** Looks at schedules when who is on call may have changed. Any number of workers may run; one has each row. */
@Injectable()
export class HandOffWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HandOffWorker.name);
  private readonly loop: Loop;

  constructor(
    config: TenantConfig,
    private readonly engine: EngineUnitOfWork,
    private readonly clock: Clock,
    private readonly repository: HandOffsRepository,
    private readonly handOffs: HandOffs,
  ) {
    this.loop = new Loop({ name: HandOffWorker.name, pollMs: config.worker.poll_ms, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One batch in one transaction; a schedule that fails is set aside alone. Answers whether there may be more. */
  private async round(): Promise<boolean> {
    return this.engine.run(async (tx) => {
      const due = await this.repository.claimDue(tx, BATCH);
      if (due.length === 0) return false;
      const now = await this.clock.now(tx);
      for (const each of due) await this.lookAlone(tx, each, now);
      return due.length === BATCH;
    });
  }

  private async lookAlone(tx: Tx, due: DueHandOff, now: Temporal.Instant): Promise<void> {
    try {
      await tx.savepoint(() => this.handOffs.look(tx, due, now));
    } catch (error) {
      const { orgId, scheduleId } = due;
      this.logger.error({ err: error, orgId, scheduleId, msg: 'a hand-off could not be told; it is tried again' });
      await this.repository.postpone(tx, due);
    }
  }
}
