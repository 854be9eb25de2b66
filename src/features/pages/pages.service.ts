import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox, type EventType } from '../../capabilities/events/index.js';
import { Timers } from '../../capabilities/timers/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import { actorReference, Clock, invalidField, type Actor, type SystemActor, type UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { roleOf, Timeline } from '../cases/index.js';
import { Notifications } from '../notifications/index.js';
import { acknowledged, newResponders, refuseClosed, resolved, withResponders, type Page } from './page.js';
import { PagesRepository, type PageReference } from './pages.repository.js';
import { RunningEscalations } from './running-escalations.js';

/** What people do with a page that exists. Creating one is `trigger-page.ts`, escalating the feature `escalations`. */
@Injectable()
export class PagesService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pages: PagesRepository,
    private readonly escalations: RunningEscalations,
    private readonly users: UsersReader,
    private readonly notifications: Notifications,
    private readonly timers: Timers,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  /** Takes the page: its escalation stops. The first to acknowledge is kept, a second one is noted. */
  acknowledge(actor: Actor, reference: PageReference): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      const now = await this.clock.now(tx);
      const after = acknowledged(before, actor.userId, now, this.config.workflow);
      if (after === before) return this.noteSecondAcknowledger(tx, actor, before);
      await this.timers.cancel(tx, before.orgId, before.id);
      await this.notifications.cancelUnsent(tx, before.orgId, before.id, 'the page was acknowledged', [
        'step',
        'unreached',
      ]);
      const page = await this.pages.update(tx, after, actor.userId);
      await this.tell(tx, actor, before, page, 'page.acknowledged', {});
      this.measureAcknowledgement(tx, before, page);
      return page;
    });
  }

  /** Closes the page: nobody is notified of it any more. Resolving twice changes nothing. */
  resolve(actor: Actor, reference: PageReference): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      return this.resolveLocked(tx, actor, before, await this.clock.now(tx), {});
    });
  }

  /** As `resolve`, for a page that the caller has locked: the end of a policy resolves as well. */
  async resolveLocked(
    tx: Tx,
    actor: Actor | SystemActor,
    before: Page,
    now: Temporal.Instant,
    why: object,
  ): Promise<Page> {
    const after = resolved(before, now, this.config.workflow);
    if (after === before) return before;
    await this.timers.cancel(tx, before.orgId, before.id);
    await this.notifications.cancelUnsent(tx, before.orgId, before.id, 'the page was resolved', [
      'step',
      'unreached',
      'added',
    ]);
    const page = await this.pages.update(tx, after, actor.kind === 'user' ? actor.userId : undefined);
    await this.tell(tx, actor, before, page, 'page.resolved', why);
    return page;
  }

  /** Puts people on the page and notifies them now; who is on it already is not notified again. */
  addResponders(actor: Actor, reference: PageReference, userIds: readonly UserId[]): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      refuseClosed(before, this.config.workflow, 'given responders');
      await this.refuseUnknown(tx, actor, userIds);
      const added = newResponders(before, userIds);
      if (added.length === 0) return before;
      const after = withResponders(before, added, await this.clock.now(tx));
      const { run, retryCount, stepIndex } = await this.escalations.position(tx, before);
      const common = {
        orgId: before.orgId,
        caseId: before.id,
        run,
        retryCount,
        stepIndex,
        isShadow: before.onCall.isShadow,
      };
      await this.notifications.enqueue(
        tx,
        added.map((userId) => ({ ...common, userId, cause: 'added' as const })),
      );
      const page = await this.pages.update(tx, after, actor.userId);
      await this.tell(tx, actor, before, page, 'page.responders_added', { user_ids: added });
      return page;
    });
  }

  /** Writes a note on the timeline; a closed page may be commented, for what is learnt afterwards. */
  note(actor: Actor, reference: PageReference, message: string): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      const now = await this.clock.now(tx);
      const page = await this.pages.update(tx, { ...before, modifiedAt: now }, actor.userId);
      const { orgId, id: caseId } = page;
      await this.timeline.append(tx, [
        { orgId, caseId, type: 'page.noted', actor: actorReference(actor), message, data: {} },
      ]);
      await this.record(tx, actor, before, page, 'page.noted', { characters: message.length });
      return page;
    });
  }

  private async noteSecondAcknowledger(tx: Tx, actor: Actor, page: Page): Promise<Page> {
    if (page.assigneeId === actor.userId) return page;
    const noted = await this.pages.update(tx, page, actor.userId);
    await this.tell(tx, actor, page, noted, 'page.acknowledged', { also: true, first: page.assigneeId });
    return noted;
  }

  private async refuseUnknown(tx: Tx, actor: Actor, userIds: readonly UserId[]): Promise<void> {
    const active = await this.users.active(tx, actor.orgId, userIds);
    const missing = userIds.findIndex((id) => !active.has(id));
    if (missing >= 0) throw invalidField(`/data/${missing}/id`, 'must be an active user of the organization');
  }

  /** Timeline, audit and event of one change. */
  private async tell(
    tx: Tx,
    actor: Actor | SystemActor,
    before: Page,
    after: Page,
    type: EventType,
    data: object,
  ): Promise<void> {
    const { orgId, id: caseId } = after;
    await this.timeline.append(tx, [{ orgId, caseId, type, actor: actorReference(actor), data }]);
    await this.record(tx, actor, before, after, type, data);
  }

  private async record(
    tx: Tx,
    actor: Actor | SystemActor,
    before: Page,
    after: Page,
    type: EventType,
    data: object,
  ): Promise<void> {
    await this.audit.record(tx, actor, {
      action: type,
      resourceType: 'page',
      resourceId: after.id,
      before: { status: before.status, version: before.version },
      after: { status: after.status, version: after.version, ...data },
    });
    await this.outbox.append(tx, {
      type,
      orgId: after.orgId,
      caseId: after.id,
      caseVersion: after.version,
      actor: actorReference(actor),
      data: { status: after.status, ...data },
    });
  }

  private measureAcknowledgement(tx: Tx, before: Page, after: Page): void {
    const { timeToFirstAcknowledge, isShadow } = after.onCall;
    if (before.onCall.timeToFirstAcknowledge !== undefined || timeToFirstAcknowledge === undefined || isShadow) return;
    if (roleOf(this.config.workflow, before.status) !== 'start') return;
    tx.afterCommit(() => {
      this.metrics.timeToAcknowledgeSeconds.observe(timeToFirstAcknowledge.total('seconds'));
    });
  }
}
