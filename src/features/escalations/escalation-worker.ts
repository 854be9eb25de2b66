import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop, WakeUp } from '../../capabilities/timers/index.js';
import { Clock } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { EngineUnitOfWork, type Tx } from '../../platform/database/index.js';
import { Cycles } from '../../platform/health/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { EscalationEngine } from './escalation-engine.js';
import { EscalationsRepository, type DueTimer } from './escalations.repository.js';

/** Under this name the rounds of the engine are counted. */
export const ENGINE_LOOP = 'escalation_engine';

/** Executes escalations when they are due (DESIGN §4.8). Any number of workers may run; each row is locked by one. */
@Injectable()
export class EscalationWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EscalationWorker.name);
  private readonly loop: Loop;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly config: TenantConfig,
    private readonly engineUnit: EngineUnitOfWork,
    private readonly clock: Clock,
    private readonly escalations: EscalationsRepository,
    private readonly engine: EscalationEngine,
    private readonly metrics: Metrics,
    private readonly cycles: Cycles,
    private readonly wakeUp: WakeUp,
  ) {
    this.loop = new Loop({ name: EscalationWorker.name, pollMs: config.worker.poll_ms, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.unsubscribe = this.wakeUp.on('timers', () => {
      this.loop.nudge();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe?.();
    await this.loop.stop();
  }

  /** One batch in one transaction. Answers whether there may be more. */
  private async round(): Promise<boolean> {
    const limit = this.config.worker.batch_size;
    const executed = await this.engineUnit.run(async (tx) => {
      const due = await this.escalations.claimDue(tx, limit);
      if (due.length === 0) return 0;
      const now = await this.clock.now(tx);
      await this.executeBatch(tx, due, now);
      this.measure(tx, due, now);
      return due.length;
    });
    this.cycles.succeeded(ENGINE_LOOP);
    if (executed > 0) this.wakeUp.signal('outbox');
    return executed === limit;
  }

  /** All at once; when that fails each alone, so that one bad timer cannot block the others. */
  private async executeBatch(tx: Tx, due: readonly DueTimer[], now: Temporal.Instant): Promise<void> {
    try {
      await tx.savepoint(() => this.engine.wake(tx, due, now));
    } catch (error) {
      if (due.length === 1) await this.setAside(tx, due, error);
      else for (const timer of due) await this.executeAlone(tx, timer, now);
    }
  }

  private async executeAlone(tx: Tx, timer: DueTimer, now: Temporal.Instant): Promise<void> {
    try {
      await tx.savepoint(() => this.engine.wake(tx, [timer], now));
    } catch (error) {
      await this.setAside(tx, [timer], error);
    }
  }

  private async setAside(tx: Tx, timers: readonly DueTimer[], error: unknown): Promise<void> {
    for (const { page, attempts } of timers) {
      this.metrics.timerFailures.inc({ kind: 'escalation' });
      const facts = { err: error, orgId: page.orgId, caseId: page.id, attempts: attempts + 1 };
      this.logger.error({ ...facts, msg: 'an escalation could not be executed; it is tried again' });
      await this.escalations.postpone(tx, page.orgId, page.id, error instanceof Error ? error.name : 'unknown error');
    }
  }

  private measure(tx: Tx, due: readonly DueTimer[], now: Temporal.Instant): void {
    tx.afterCommit(() => {
      for (const { dueAt } of due) {
        this.metrics.timerLatenessSeconds.observe({ kind: 'escalation' }, dueAt.until(now).total('seconds'));
      }
    });
  }
}
