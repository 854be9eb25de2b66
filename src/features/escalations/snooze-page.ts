import { Injectable } from '@nestjs/common';
import { Timers, WakeUp } from '../../capabilities/timers/index.js';
import { Clock, ConflictError, invalidField, type Actor } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import {
  PageChanges,
  PagesRepository,
  refuseClosed,
  retriggered,
  type Page,
  type PageReference,
} from '../pages/index.js';
import { EscalationEngine } from './escalation-engine.js';
import { refuseMerged } from './escalation.js';
import { EscalationsRepository } from './escalations.repository.js';

const UNTIL = '/data/attributes/until';
const LONGEST_DAYS = 30;

/** A page is left alone for a while: nobody is notified until the snooze ends, by itself or by a person. */
@Injectable()
export class SnoozePage {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pages: PagesRepository,
    private readonly changes: PageChanges,
    private readonly escalations: EscalationsRepository,
    private readonly engine: EscalationEngine,
    private readonly timers: Timers,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Until then nobody is notified; what is not sent yet is cancelled. When the page is still open then, acknowledged or
   * not, it is triggered again from step 1. A second snooze moves the end of the first. Throws `InvalidError` for an end
   * in the past or more than 30 days away, `ConflictError` for a page that is closed or merged.
   */
  snooze(actor: Actor, reference: PageReference, until: Temporal.Instant): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      refuseClosed(before, this.config.workflow, 'snoozed');
      const now = await this.clock.now(tx);
      refuseUntil(until, now);
      const running = await this.escalations.get(tx, before);
      refuseMerged(running, 'snoozed');
      const after = { ...before, modifiedAt: now };
      const told = { type: 'page.snoozed' as const, data: { until: until.toString() } };
      const callsOff = { reason: 'the page is snoozed', causes: ['step', 'unreached'] as const };
      const [page = after] = await this.changes.apply(tx, [{ actor, before, after, ...told, callsOff }]);
      const escalation = { ...running, hold: { reason: 'snooze' as const, until }, hasEnded: false };
      await this.escalations.updateAll(tx, [{ page, escalation }]);
      await this.timers.set(tx, [{ orgId: page.orgId, caseId: page.id, kind: 'escalation', dueAt: until }]);
      return page;
    });
  }

  /** Ends the snooze now, as time would. Throws `ConflictError` for a page that is not snoozed. */
  unsnooze(actor: Actor, reference: PageReference): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      refuseClosed(before, this.config.workflow, 'woken from a snooze');
      const running = await this.escalations.get(tx, before);
      if (running.hold?.reason !== 'snooze') throw new ConflictError('The page is not snoozed.', 'not_snoozed');
      const now = await this.clock.now(tx);
      const page = retriggered(before, now, this.config.workflow);
      const escalation = { ...running, hold: { ...running.hold, until: now } };
      tx.afterCommit(() => {
        this.wakeUp.signal('outbox');
      });
      return this.engine.begin(tx, { page, escalation }, [], now, actor);
    });
  }
}

function refuseUntil(until: Temporal.Instant, now: Temporal.Instant): void {
  if (Temporal.Instant.compare(until, now) <= 0) throw invalidField(UNTIL, 'must be in the future');
  if (Temporal.Instant.compare(until, now.add({ hours: LONGEST_DAYS * 24 })) > 0) {
    throw invalidField(UNTIL, `must be within ${LONGEST_DAYS} days from now`);
  }
}
