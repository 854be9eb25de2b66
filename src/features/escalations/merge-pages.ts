import { Injectable } from '@nestjs/common';
import { Timers, WakeUp } from '../../capabilities/timers/index.js';
import { Clock, ConflictError, invalidField, NotFoundError, type Actor } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { roleOf } from '../cases/index.js';
import { PageChanges, PagesRepository, refuseClosed, type Page, type PageReference } from '../pages/index.js';
import { EscalationEngine } from './escalation-engine.js';
import { refuseMerged, released, restarted } from './escalation.js';
import { EscalationsRepository } from './escalations.repository.js';

const INTO = '/data/attributes/into';

/** Pages about one thing become one: it escalates, the others are acknowledged and resolved with it. */
@Injectable()
export class MergePages {
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
   * Pages that were merged into this one follow the other one with it, so that a chain has one link. Throws
   * `InvalidError` for the page itself, `ConflictError` when one of them is closed or merged already, or only one is a
   * shadow. Answers the page that follows.
   */
  merge(actor: Actor, reference: PageReference, into: PageReference): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const [one, other] = [await this.pages.get(tx, actor.orgId, reference), await this.named(tx, actor, into)];
      if (one.id === other.id) throw invalidField(INTO, 'must be another page');
      const followers = await this.escalations.listMergedInto(tx, one);
      // In the order of their ids, as everybody who locks several pages.
      const locked = await this.pages.lockMany(tx, actor.orgId, [one.id, other.id, ...followers]);
      const [before, leader] = [locked.get(one.id)?.page ?? one, locked.get(other.id)?.page ?? other];
      await this.refuse(tx, before, leader);
      const page = await this.join(tx, actor, before, leader);
      await this.escalations.mergeFollowers(tx, one, leader);
      return page;
    });
  }

  /** The page goes its own way again: what is triggered escalates from step 1. Throws `ConflictError` when it is not merged. */
  unmerge(actor: Actor, reference: PageReference): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      refuseClosed(before, this.config.workflow, 'separated');
      const running = await this.escalations.get(tx, before);
      const { hold } = running;
      if (hold?.reason !== 'merged') throw new ConflictError('The page is not merged into another one.', 'not_merged');
      const now = await this.clock.now(tx);
      const after = { ...before, modifiedAt: now };
      const told = { type: 'page.unmerged' as const, data: { from: hold.for } };
      const [page = after] = await this.changes.apply(tx, [{ actor, before, after, ...told }]);
      tx.afterCommit(() => {
        this.wakeUp.signal('outbox');
      });
      if (roleOf(this.config.workflow, before.status) === 'start') {
        return this.engine.begin(tx, { page, escalation: restarted(running) }, [], now, actor);
      }
      await this.escalations.updateAll(tx, [{ page, escalation: released(running) }]);
      // The timer's execution finds out whether there is a time-out to wait for.
      await this.timers.set(tx, [{ orgId: page.orgId, caseId: page.id, kind: 'escalation', dueAt: now }]);
      return page;
    });
  }

  private async named(tx: Tx, actor: Actor, into: PageReference): Promise<Page> {
    try {
      return await this.pages.get(tx, actor.orgId, into);
    } catch (error) {
      if (error instanceof NotFoundError) throw invalidField(INTO, 'must be a page of the organization');
      throw error;
    }
  }

  private async refuse(tx: Tx, before: Page, leader: Page): Promise<void> {
    refuseClosed(before, this.config.workflow, 'merged');
    refuseClosed(leader, this.config.workflow, 'merged into');
    refuseMerged(await this.escalations.get(tx, before), 'merged again');
    refuseMerged(await this.escalations.get(tx, leader), 'merged into');
    if (before.onCall.isShadow !== leader.onCall.isShadow) {
      throw new ConflictError('A shadow cannot be merged with a page that notifies people.', 'shadow_and_page');
    }
  }

  private async join(tx: Tx, actor: Actor, before: Page, leader: Page): Promise<Page> {
    const now = await this.clock.now(tx);
    const running = await this.escalations.get(tx, before);
    const after = { ...before, modifiedAt: now };
    const [page = after] = await this.changes.apply(tx, [
      {
        actor,
        before,
        after,
        type: 'page.merged',
        data: { into: leader.id },
        callsOff: { reason: 'the page was merged into another one', causes: ['step', 'unreached'] },
      },
      { actor, before: leader, after: { ...leader, modifiedAt: now }, type: 'page.merged', data: { from: before.id } },
    ]);
    const hold = { reason: 'merged' as const, for: leader.id };
    await this.escalations.updateAll(tx, [{ page, escalation: { ...running, hold, hasEnded: false } }]);
    // It follows what the other one is already: its timer's execution finds out.
    const dueAt = now;
    await this.timers.set(tx, [{ orgId: page.orgId, caseId: page.id, kind: 'escalation', dueAt }]);
    return page;
  }
}
