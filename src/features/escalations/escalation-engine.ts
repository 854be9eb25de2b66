import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox } from '../../capabilities/events/index.js';
import { Timers } from '../../capabilities/timers/index.js';
import { actorReference, type Actor, type ActorReference } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Timeline } from '../cases/index.js';
import { Notifications } from '../notifications/index.js';
import { PagesRepository, withResponders, type Page } from '../pages/index.js';
import { hasEnded, type Advance, type Happening } from './escalation.js';
import { EscalationsRepository, type EscalatingPage } from './escalations.repository.js';
import { MergedPages } from './merged-pages.js';
import { engineOf, PolicyEnd, stepNotification } from './policy-end.js';
import { ServiceLimits } from './service-limits.js';
import { StepPlanner } from './step-planner.js';
import { auditOf, entriesOf, eventsOf } from './telling.js';
import { wakingOf } from './waking.js';

interface Executed extends EscalatingPage {
  readonly advance: Advance;
}

/**
 * Moves escalations whose pages the caller has locked: state, next timer, notifications, timeline and event in the
 * caller's transaction, a handful of statements however many pages there are.
 */
@Injectable()
export class EscalationEngine {
  constructor(
    private readonly config: TenantConfig,
    private readonly planner: StepPlanner,
    private readonly escalations: EscalationsRepository,
    private readonly merged: MergedPages,
    private readonly limits: ServiceLimits,
    private readonly policyEnd: PolicyEnd,
    private readonly pages: PagesRepository,
    private readonly notifications: Notifications,
    private readonly timers: Timers,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  /** Does what time asks of pages whose timers are due. */
  async wake(tx: Tx, due: readonly EscalatingPage[], now: Temporal.Instant): Promise<void> {
    const woken = due.map((each) => ({ each, waking: wakingOf(each, now, this.config.workflow) }));
    const goOn = woken.flatMap(({ waking }) => (waking.kind === 'go on' ? [waking] : []));
    await this.wait(
      tx,
      woken.flatMap(({ each, waking }) => (waking.kind === 'wait' ? [{ page: each.page, until: waking.until }] : [])),
    );
    await this.merged.follow(
      tx,
      woken.flatMap(({ each, waking }) => (waking.kind === 'follow' ? [each.page] : [])),
      now,
    );
    const advances = await this.planner.proceedAll(
      tx,
      goOn.map((waking) => waking.due),
      now,
    );
    const executed = goOn.flatMap(({ due: each, told }, index) => executedOf(each, told, advances[index]));
    await this.write(tx, executed, now);
  }

  /** Executes the next step now, whatever holds the escalation; for a person who is absent when the system begins it. */
  async escalate(
    tx: Tx,
    each: EscalatingPage,
    told: readonly Happening[],
    now: Temporal.Instant,
    actor: Actor,
  ): Promise<Page> {
    const advances = await this.planner.advanceAll(tx, [each], now);
    const [after = each.page] = await this.write(tx, executedOf(each, told, advances[0]), now, actor);
    return after;
  }

  /** As time would: what holds the escalation still holds it, or its first step is executed now. */
  async begin(
    tx: Tx,
    each: EscalatingPage,
    told: readonly Happening[],
    now: Temporal.Instant,
    actor: Actor,
  ): Promise<Page> {
    const advances = await this.planner.proceedAll(tx, [each], now);
    const [after = each.page] = await this.write(tx, executedOf(each, told, advances[0]), now, actor);
    return after;
  }

  private async wait(
    tx: Tx,
    waits: readonly { readonly page: Page; readonly until: Temporal.Instant | undefined }[],
  ): Promise<void> {
    await this.timers.set(
      tx,
      waits.flatMap(({ page, until }) => timerAt(page, until)),
    );
    await this.escalations.endTimers(
      tx,
      waits.flatMap(({ page, until }) => (until === undefined ? [page] : [])),
    );
  }

  /** Answers the pages as they are afterwards. */
  private async write(
    tx: Tx,
    executed: readonly Executed[],
    now: Temporal.Instant,
    actor?: Actor,
  ): Promise<readonly Page[]> {
    if (executed.length === 0) return [];
    await this.wait(
      tx,
      executed.map(({ page, advance: { dueAt: until } }) => ({ page, until })),
    );
    const pages = await this.record(tx, executed, now, actor);
    await this.notify(tx, executed, actor);
    this.count(tx, executed);
    return this.finish(tx, executed, pages, now);
  }

  /** What comes on top of too many open pages of its service is not new to anybody: bundled, and marked. */
  private async notify(tx: Tx, executed: readonly Executed[], actor: Actor | undefined): Promise<void> {
    const notifying = executed.filter(({ advance }) => advance.userIds.length > 0);
    const over = await this.limits.find(
      tx,
      notifying.map(({ page }) => page),
    );
    await this.notifications.enqueue(
      tx,
      notifying.flatMap(({ page, advance: { after, userIds } }) =>
        userIds.map((userId) => ({ ...stepNotification(page, after, userId), isOverLimit: over.has(page.id) })),
      ),
    );
    await this.timeline.append(
      tx,
      notifying.flatMap(({ page }) => {
        const { orgId, id: caseId } = page;
        const data = over.get(caseId);
        return data === undefined
          ? []
          : [{ orgId, caseId, type: 'page.over_limit', actor: referenceOf(page, actor), data }];
      }),
    );
  }

  private async record(
    tx: Tx,
    executed: readonly Executed[],
    now: Temporal.Instant,
    actor: Actor | undefined,
  ): Promise<readonly Page[]> {
    const stepped = executed.map(({ page, advance }) => afterStep(page, advance, now));
    const pages = stepped.map((page) => ({ ...page, version: page.version + 1 }));
    await this.pages.updateAll(
      tx,
      stepped.map((page) => ({ page, modifiedBy: actor?.userId })),
    );
    await this.escalations.updateAll(
      tx,
      executed.map(({ page, advance: { after } }) => ({ page, escalation: after })),
    );
    await this.timeline.append(
      tx,
      executed.flatMap(({ page, advance: { happenings } }) => entriesOf(page, happenings, referenceOf(page, actor))),
    );
    await this.audit.recordAll(
      tx,
      executed.map(({ page, escalation, advance }, index) => ({
        actor: actor ?? engineOf(page),
        ...auditOf(page, escalation, advance, pages[index] ?? page),
      })),
    );
    await this.outbox.appendAll(
      tx,
      executed.flatMap(({ page, advance: { happenings } }, index) =>
        eventsOf(pages[index] ?? page, happenings, referenceOf(page, actor)),
      ),
    );
    return pages;
  }

  private async finish(
    tx: Tx,
    executed: readonly Executed[],
    pages: readonly Page[],
    now: Temporal.Instant,
  ): Promise<readonly Page[]> {
    const finished: Page[] = [];
    for (const [index, { page: before, advance }] of executed.entries()) {
      const page = pages[index] ?? before;
      finished.push(hasEnded(advance) ? await this.policyEnd.finish(tx, page, advance.after, now) : page);
    }
    return finished;
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

function executedOf(each: EscalatingPage, told: readonly Happening[], advance: Advance | undefined): Executed[] {
  if (advance === undefined) return [];
  return [{ ...each, advance: { ...advance, happenings: [...told, ...advance.happenings] } }];
}

function referenceOf(page: Page, actor: Actor | undefined): ActorReference {
  return actorReference(actor ?? engineOf(page));
}

function timerAt(page: Page, dueAt: Temporal.Instant | undefined) {
  return dueAt === undefined ? [] : [{ orgId: page.orgId, caseId: page.id, kind: 'escalation' as const, dueAt }];
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
