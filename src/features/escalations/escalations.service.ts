import { Injectable } from '@nestjs/common';
import { WakeUp } from '../../capabilities/timers/index.js';
import { Clock, ConflictError, type Actor } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { roleOf } from '../cases/index.js';
import { PagesRepository, retriggered, type Page, type PageReference } from '../pages/index.js';
import { EscalationEngine } from './escalation-engine.js';
import { hasNextStep, refuseMerged, rerun, type Happening } from './escalation.js';
import { EscalationsRepository } from './escalations.repository.js';

/** Escalation by a person. */
@Injectable()
export class EscalationsService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pages: PagesRepository,
    private readonly escalations: EscalationsRepository,
    private readonly engine: EscalationEngine,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Goes to the next step now; an acknowledged page is triggered again. Throws `ConflictError` for a closed page and
   * when there is no step after the present one.
   */
  escalate(actor: Actor, reference: PageReference): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      const now = await this.clock.now(tx);
      const page = retriggered(before, now, this.config.workflow);
      const running = await this.escalations.get(tx, before);
      refuseMerged(running, 'escalated');
      if (!hasNextStep(running)) {
        const steps = running.policy.steps.length;
        throw new ConflictError(`There is no step after step ${running.stepIndex + 1} of ${steps}.`, 'no_next_step');
      }
      const wasAcknowledged = roleOf(this.config.workflow, before.status) === 'middle';
      const escalation = rerun(running, wasAcknowledged);
      const told: Happening[] = running.hold === undefined ? [] : [{ kind: 'resumed', hold: running.hold }];
      const after = await this.engine.escalate(tx, { page, escalation }, told, now, actor);
      tx.afterCommit(() => {
        this.wakeUp.signal('outbox');
      });
      return after;
    });
  }
}
