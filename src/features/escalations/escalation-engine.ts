import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox } from '../../capabilities/events/index.js';
import { Timers } from '../../capabilities/timers/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import { actorReference, type Actor, type ActorReference, type SystemActor, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Timeline } from '../cases/index.js';
import { Notifications, type NewNotification } from '../notifications/index.js';
import { PagesRepository, PagesService, withResponders, type Page } from '../pages/index.js';
import type { Advance, Escalation } from './escalation.js';
import { EscalationsRepository, type EscalatingPage } from './escalations.repository.js';
import { StepPlanner } from './step-planner.js';
import { auditOf, entriesOf, eventsOf } from './telling.js';

interface Executed extends EscalatingPage {
  readonly advance: Advance;
}

/**
 * Executes what is due of escalations whose pages the caller has locked: state, next timer, notifications, timeline
 * and event in the caller's transaction, a handful of statements however many pages there are.
 */
@Injectable()
export class EscalationEngine {
  private readonly logger = new Logger(EscalationEngine.name);

  constructor(
    private readonly planner: StepPlanner,
    private readonly escalations: EscalationsRepository,
    private readonly pages: PagesRepository,
    private readonly pagesService: PagesService,
    private readonly notifications: Notifications,
    private readonly users: UsersReader,
    private readonly timers: Timers,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  /** `actor` is absent when time escalates. Answers the pages as they are afterwards. */
  async execute(
    tx: Tx,
    due: readonly EscalatingPage[],
    now: Temporal.Instant,
    actor?: Actor,
  ): Promise<readonly Page[]> {
    if (due.length === 0) return [];
    const advances = await this.planner.advanceAll(tx, due, now);
    const executed = due.flatMap((each, index) => {
      const result = advances[index];
      return result === undefined ? [] : [{ ...each, advance: result }];
    });
    const stepped = executed.map(({ page, advance: result }) => afterStep(page, result, now));
    const pages = stepped.map((page) => ({ ...page, version: page.version + 1 }));
    await this.pages.updateAll(
      tx,
      stepped.map((page) => ({ page, modifiedBy: actor?.userId })),
    );
    await this.escalations.updateAll(
      tx,
      executed.map(({ page, advance: result }) => ({ page, escalation: result.after })),
    );
    await this.timers.set(tx, executed.flatMap(timerOf));
    await this.escalations.endTimers(
      tx,
      executed.filter((each) => each.advance.dueAt === undefined).map((each) => each.page),
    );
    await this.notifications.enqueue(tx, executed.flatMap(notificationsOf));
    await this.timeline.append(
      tx,
      executed.flatMap(({ page, advance: { happenings } }) => entriesOf(page, happenings, referenceOf(page, actor))),
    );
    await this.audit.recordAll(
      tx,
      executed.map((each, index) => ({
        actor: actor ?? engineOf(each.page),
        ...auditOf(each.page, each.escalation, each.advance, pages[index] ?? each.page),
      })),
    );
    await this.outbox.appendAll(
      tx,
      executed.flatMap(({ page, advance: { happenings } }, index) =>
        eventsOf(pages[index] ?? page, happenings, referenceOf(page, actor)),
      ),
    );
    this.count(tx, executed);
    const finished: Page[] = [];
    for (const [index, each] of executed.entries()) {
      finished.push(await this.finish(tx, each, pages[index] ?? each.page, now));
    }
    return finished;
  }

  /** The end of a policy: resolves the page when the policy says so, turns to the admins when nobody was reached. */
  private async finish(tx: Tx, executed: Executed, page: Page, now: Temporal.Instant): Promise<Page> {
    const { after, dueAt } = executed.advance;
    if (dueAt !== undefined) return page;
    if (after.notified === 0) await this.pageAdmins(tx, page, after);
    else this.warnOfEnd(tx, page, after);
    if (!after.policy.resolvePageOnPolicyEnd) return page;
    return this.pagesService.resolveLocked(tx, engineOf(page), page, now, { reason: 'the escalation policy ended' });
  }

  private async pageAdmins(tx: Tx, page: Page, escalation: Escalation): Promise<void> {
    const admins = await this.users.admins(tx, page.orgId);
    const cause = escalation.policy.steps.length === 0 ? 'the team has no escalation policy' : 'the policy ended';
    const { orgId, id: caseId } = page;
    await this.notifications.enqueue(
      tx,
      admins.map((userId) => notification(page, escalation, userId, 'unreached')),
    );
    await this.timeline.append(tx, [
      {
        orgId,
        caseId,
        type: 'page.nobody_reached',
        actor: actorReference(engineOf(page)),
        data: { admin_ids: admins },
      },
    ]);
    tx.afterCommit(() => {
      if (page.onCall.isShadow) return;
      this.metrics.escalations.inc({ outcome: 'nobody_reached' });
      this.logger.error({
        orgId,
        caseId,
        page: page.key,
        policyId: escalation.policy.id === '' ? undefined : escalation.policy.id,
        admins: admins.length,
        msg: `${page.key}: ${cause} and nobody was notified; the admins of the organization are paged`,
      });
    });
  }

  /** Nobody will be called again for a page that is still open: somebody should know. */
  private warnOfEnd(tx: Tx, page: Page, escalation: Escalation): void {
    if (page.onCall.isShadow || escalation.policy.resolvePageOnPolicyEnd) return;
    tx.afterCommit(() => {
      const facts = { orgId: page.orgId, caseId: page.id, policyId: escalation.policy.id };
      this.logger.warn({ ...facts, msg: `${page.key}: the policy ended, nobody acknowledged, nobody is called again` });
    });
  }

  private count(tx: Tx, executed: readonly Executed[]): void {
    const outcomes = executed
      .filter((each) => !each.page.onCall.isShadow)
      .flatMap((each) => each.advance.happenings.map((happening) => happening.kind.replace(' ', '_')));
    tx.afterCommit(() => {
      for (const outcome of outcomes) this.metrics.escalations.inc({ outcome });
    });
  }
}

function engineOf(page: Page): SystemActor {
  return { kind: 'system', orgId: page.orgId, name: 'escalation-engine' };
}

function referenceOf(page: Page, actor: Actor | undefined): ActorReference {
  return actorReference(actor ?? engineOf(page));
}

function afterStep(page: Page, { after, userIds }: Advance, now: Temporal.Instant): Page {
  const withPeople = withResponders(page, userIds, now);
  const stepId = after.policy.steps[after.stepIndex]?.id;
  return {
    ...withPeople,
    modifiedAt: now,
    onCall: {
      ...withPeople.onCall,
      escalationPolicyRetryCount: after.retryCount,
      ...(stepId === undefined || stepId === '' ? {} : { escalationPolicyStepId: stepId }),
    },
  };
}

function timerOf({ page, advance: { dueAt } }: Executed) {
  return dueAt === undefined ? [] : [{ orgId: page.orgId, caseId: page.id, kind: 'escalation' as const, dueAt }];
}

function notificationsOf({ page, advance: { after, userIds } }: Executed): NewNotification[] {
  return userIds.map((userId) => notification(page, after, userId, 'step'));
}

function notification(
  page: Page,
  escalation: Escalation,
  userId: UserId,
  cause: NewNotification['cause'],
): NewNotification {
  const { run, retryCount, stepIndex } = escalation;
  const { orgId, id: caseId } = page;
  return { orgId, caseId, userId, run, retryCount, stepIndex, cause, isShadow: page.onCall.isShadow };
}
