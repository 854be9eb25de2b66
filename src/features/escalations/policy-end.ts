import { Injectable, Logger } from '@nestjs/common';
import { UsersReader } from '../../capabilities/users/index.js';
import { actorReference, type SystemActor, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { Timeline } from '../cases/index.js';
import { Notifications, type NewNotification } from '../notifications/index.js';
import { PagesService, type Page } from '../pages/index.js';
import type { Escalation } from './escalation.js';

/** The end of a policy: resolves the page when the policy says so, turns to the admins when nobody was reached. */
@Injectable()
export class PolicyEnd {
  private readonly logger = new Logger(PolicyEnd.name);

  constructor(
    private readonly pages: PagesService,
    private readonly users: UsersReader,
    private readonly notifications: Notifications,
    private readonly timeline: Timeline,
    private readonly metrics: Metrics,
  ) {}

  /** For a page that the caller has locked; answers it as it is afterwards. */
  async finish(tx: Tx, page: Page, after: Escalation, now: Temporal.Instant): Promise<Page> {
    if (after.notified === 0) await this.pageAdmins(tx, page, after);
    else this.warnOfEnd(tx, page, after);
    if (!after.policy.resolvePageOnPolicyEnd) return page;
    return this.pages.resolveLocked(tx, engineOf(page), page, now, { reason: 'the escalation policy ended' });
  }

  private async pageAdmins(tx: Tx, page: Page, escalation: Escalation): Promise<void> {
    const admins = await this.users.admins(tx, page.orgId);
    const cause = escalation.policy.steps.length === 0 ? 'the team has no escalation policy' : 'the policy ended';
    const { orgId, id: caseId } = page;
    await this.notifications.enqueue(
      tx,
      admins.map((userId) => ({ ...stepNotification(page, escalation, userId), cause: 'unreached' as const })),
    );
    const actor = actorReference(engineOf(page));
    await this.timeline.append(tx, [
      { orgId, caseId, type: 'page.nobody_reached', actor, data: { admin_ids: admins, cause } },
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
}

/** Who acts when time does. */
export function engineOf(page: Page): SystemActor {
  return { kind: 'system', orgId: page.orgId, name: 'escalation-engine' };
}

/** A notification under the present step of the escalation. */
export function stepNotification(page: Page, escalation: Escalation, userId: UserId): NewNotification {
  const { run, retryCount, stepIndex } = escalation;
  const { orgId, id: caseId } = page;
  return { orgId, caseId, userId, run, retryCount, stepIndex, cause: 'step', isShadow: page.onCall.isShadow };
}
