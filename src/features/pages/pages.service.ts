import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox, type EventType } from '../../capabilities/events/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  actorReference,
  Clock,
  invalidField,
  type Actor,
  type SystemActor,
  type UserId,
  type Via,
} from '../../kernel/index.js';
import { TenantConfig, type Workflow } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Timeline } from '../cases/index.js';
import { Notifications } from '../notifications/index.js';
import { acknowledged, newResponders, refuseClosed, resolved, withResponders, type Page } from './page.js';
import { PageChanges, type PageChange } from './page-changes.js';
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
    private readonly changes: PageChanges,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  /** Takes the page: its escalation stops. The first to acknowledge is kept, a second one is noted. */
  acknowledge(actor: Actor, reference: PageReference): Promise<Page> {
    return this.changes.submit({
      actor,
      reference,
      decide: (before, now) => {
        const change = acknowledgement(actor, before, now, this.config.workflow);
        return (
          change && {
            ...change,
            committed: () => {
              this.measureAcknowledgement(before, change.after);
            },
          }
        );
      },
    });
  }

  /** As `acknowledge`, for a page that the caller has locked: who takes a call takes its page in the same moment. */
  async acknowledgeLocked(tx: Tx, actor: Actor, before: Page, now: Temporal.Instant): Promise<Page> {
    const change = acknowledgement(actor, before, now, this.config.workflow);
    if (change === undefined) return before;
    const committed = () => {
      this.measureAcknowledgement(before, change.after);
    };
    const [page = before] = await this.changes.apply(tx, [{ ...change, committed, actor, before }]);
    return page;
  }

  /** Closes the page: nobody is notified of it any more. Resolving twice changes nothing. */
  resolve(actor: Actor, reference: PageReference): Promise<Page> {
    return this.changes.submit({
      actor,
      reference,
      decide: (before, now) => resolution(before, now, this.config.workflow, { via: viaOf(actor) }),
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
    const change = resolution(before, now, this.config.workflow, why);
    if (change === undefined) return before;
    const [page = before] = await this.changes.apply(tx, [{ ...change, actor, before }]);
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

  private measureAcknowledgement(before: Page, after: Page): void {
    const { timeToFirstAcknowledge, isShadow } = after.onCall;
    if (before.onCall.timeToFirstAcknowledge !== undefined || timeToFirstAcknowledge === undefined || isShadow) return;
    this.metrics.timeToAcknowledgeSeconds.observe(timeToFirstAcknowledge.total('seconds'));
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
}

function acknowledgement(
  actor: Actor,
  before: Page,
  now: Temporal.Instant,
  workflow: Workflow,
): PageChange | undefined {
  const after = acknowledged(before, actor.userId, now, workflow);
  const type = 'page.acknowledged';
  if (after !== before) {
    const callsOff = { reason: 'the page was acknowledged', causes: ['step', 'unreached'] as const };
    return { after, type, data: { via: viaOf(actor) }, callsOff };
  }
  return before.assigneeId === actor.userId
    ? undefined
    : { after, type, data: { via: viaOf(actor), also: true, first: before.assigneeId } };
}

function viaOf({ via = 'api' }: Actor): Via {
  return via;
}

function resolution(before: Page, now: Temporal.Instant, workflow: Workflow, why: object): PageChange | undefined {
  const after = resolved(before, now, workflow);
  if (after === before) return undefined;
  const callsOff = { reason: 'the page was resolved', causes: ['step', 'unreached', 'added'] as const };
  return { after, type: 'page.resolved', data: why, callsOff };
}
