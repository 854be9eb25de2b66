import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Loop, WakeUp } from '../../capabilities/timers/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { DeadManHeartbeat } from './dead-man-heartbeat.js';
import { StalledRepository } from './stalled.repository.js';

/** Counted as late when they are late in so many audits one after the other: a jump of the load is none. */
const LATE_AUDITS = 2;

/**
 * Watches the engine: finds escalations that should have moved and did not, reports and repairs them, and tells the
 * operator's own watch that all is well. A mistake of ours must not be found by the customer of a customer.
 */
@Injectable()
export class EscalationAuditor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EscalationAuditor.name);
  private readonly loop: Loop;
  private lateAudits = 0;

  constructor(
    private readonly config: TenantConfig,
    private readonly engine: EngineUnitOfWork,
    private readonly stalled: StalledRepository,
    private readonly heartbeat: DeadManHeartbeat,
    private readonly metrics: Metrics,
    private readonly wakeUp: WakeUp,
  ) {
    const pollMs = config.worker.audit_seconds * 1000;
    this.loop = new Loop({ name: EscalationAuditor.name, pollMs, round: () => this.round() });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async round(): Promise<boolean> {
    await this.repairForgotten();
    await this.reportLate();
    await this.heartbeat.beat();
    return false;
  }

  /** Pages whose next step is nowhere noted, or waits for a window that is no more: each is due now. Told once, because it is repaired. */
  private async repairForgotten(): Promise<void> {
    const { workflow } = this.config;
    const forgotten = await this.engine.run(async (tx) => [
      ...(await this.stalled.repairForgotten(tx, workflow)),
      ...(await this.stalled.repairHeld(tx)),
    ]);
    this.metrics.escalationsStalled.set({ kind: 'forgotten' }, forgotten.length);
    if (forgotten.length === 0) return;
    this.metrics.escalationsRepaired.inc(forgotten.length);
    for (const { orgId, caseId, key } of forgotten) {
      this.logger.error({ orgId, caseId, msg: `${key}: the next step of its escalation was forgotten; it is due now` });
    }
    this.wakeUp.signal('timers');
  }

  /** Timers that are due for more than a minute and that nobody works on. */
  private async reportLate(): Promise<void> {
    const late = await this.engine.run((tx) => this.stalled.countLate(tx));
    this.lateAudits = late === 0 ? 0 : this.lateAudits + 1;
    this.metrics.escalationsStalled.set({ kind: 'late' }, this.lateAudits < LATE_AUDITS ? 0 : late);
    if (late > 0) this.wakeUp.signal('timers');
    if (this.lateAudits === LATE_AUDITS) {
      this.logger.error({ late, msg: 'escalations are due for more than a minute and no worker executes them' });
    }
  }
}
