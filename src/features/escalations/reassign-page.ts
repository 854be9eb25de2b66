import { Injectable } from '@nestjs/common';
import { WakeUp } from '../../capabilities/timers/index.js';
import { Clock, invalidField, type Actor, type PolicyId, type TeamId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { EscalationPoliciesReader, type PolicySnapshot } from '../escalation-policies/index.js';
import {
  PageChanges,
  PagesReader,
  PagesRepository,
  refuseClosed,
  retriggered,
  type Page,
  type PageReference,
} from '../pages/index.js';
import { PageRoutes, type TargetType } from '../routing/index.js';
import { EscalationEngine } from './escalation-engine.js';
import { refuseMerged, restarted, type Escalation } from './escalation.js';
import { EscalationsRepository } from './escalations.repository.js';

/** Who is to have the page from now on: those of a policy, or a team or person as a new page would go to them. */
export type NewOwner =
  { readonly policyId: PolicyId } | { readonly target: { readonly type: TargetType; readonly identifier: string } };

/** Where the page goes, and what that asks of its escalation. */
interface Destination extends Pick<Escalation, 'ackTimeoutMinutes' | 'supportHours'> {
  readonly policy: PolicySnapshot;
  readonly teamId?: TeamId;
  readonly userId?: string;
  /** For the timeline. */
  readonly facts: object;
}

const IDENTIFIER = '/data/attributes/target/identifier';

/** Gives a page to others: they are notified at once, and those who had it no more. */
@Injectable()
export class ReassignPage {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly reader: PagesReader,
    private readonly pages: PagesRepository,
    private readonly changes: PageChanges,
    private readonly policies: EscalationPoliciesReader,
    private readonly routes: PageRoutes,
    private readonly escalations: EscalationsRepository,
    private readonly engine: EscalationEngine,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Begins another run of the escalation, at step 1 of the other policy; an acknowledged page is triggered again. What
   * the page was triggered for stays its target, so that an alert with the same deduplication key still meets it. Throws
   * `InvalidError` for an owner whom the organization does not have, `ConflictError` for a page that is closed or merged.
   */
  async reassign(actor: Actor, reference: PageReference, owner: NewOwner): Promise<Page> {
    const routed = 'target' in owner ? await this.route(actor, reference, owner.target) : undefined;
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      refuseClosed(before, this.config.workflow, 'reassigned');
      const running = await this.escalations.get(tx, before);
      refuseMerged(running, 'reassigned');
      const to = routed ?? (await this.policy(tx, actor, running, owner));
      const now = await this.clock.now(tx);
      const after = reassigned(retriggered(before, now, this.config.workflow), to, now);
      const [page = after] = await this.changes.apply(tx, [
        {
          actor,
          before,
          after,
          type: 'page.reassigned',
          data: { ...to.facts, ...(running.policy.id === '' ? {} : { from_policy_id: running.policy.id }) },
          callsOff: { reason: 'the page was reassigned', causes: ['step', 'unreached'] },
        },
      ]);
      const escalation = withTerms(restarted(running, to.policy), to);
      await this.escalations.reassign(tx, page, escalation, to.teamId);
      tx.afterCommit(() => {
        this.wakeUp.signal('outbox');
      });
      return this.engine.begin(tx, { page, escalation }, [], now, actor);
    });
  }

  /** Asked before the page is locked: a route is looked up on a connection of its own. */
  private async route(
    actor: Actor,
    reference: PageReference,
    { type, identifier }: { readonly type: TargetType; readonly identifier: string },
  ): Promise<Destination> {
    const page = await this.reader.get(actor, reference);
    const { title, description, priority, services, tags } = page;
    const { urgency, isShadow, eventDeduplicationKey: key } = page.onCall;
    const facts = { title, description, priority, services, tags, urgency, isShadow, source: 'api' };
    const deduplicated = key === undefined ? facts : { ...facts, deduplicationKey: key };
    const route = await this.routes.resolve({ orgId: actor.orgId, type, identifier }, deduplicated);
    if (route === 'unknown') throw invalidField(IDENTIFIER, 'must be a team or user of the organization');
    if (route === 'disabled') throw invalidField(IDENTIFIER, 'must be a user who is not disabled');
    const { target, teamId, policy, ackTimeoutMinutes, supportHours, why } = route;
    return {
      policy,
      ...(teamId === undefined ? {} : { teamId }),
      ...(target.kind === 'user' ? { userId: target.id } : {}),
      ...(ackTimeoutMinutes === undefined ? {} : { ackTimeoutMinutes }),
      ...(supportHours === undefined ? {} : { supportHours }),
      facts: {
        target,
        ...(policy.id === '' ? {} : { policy_id: policy.id }),
        ...(why === undefined ? {} : { routed_by: why }),
      },
    };
  }

  /** Another policy under the terms of the rule that the page took. */
  private async policy(tx: Tx, actor: Actor, running: Escalation, owner: NewOwner): Promise<Destination> {
    const policy = 'policyId' in owner ? await this.policies.snapshot(tx, actor.orgId, owner.policyId) : undefined;
    if (policy === undefined) {
      throw invalidField('/data/attributes/policy_id', 'must be an escalation policy of the organization');
    }
    const { ackTimeoutMinutes, supportHours } = running;
    return {
      policy,
      ...(ackTimeoutMinutes === undefined ? {} : { ackTimeoutMinutes }),
      ...(supportHours === undefined ? {} : { supportHours }),
      facts: { policy_id: policy.id },
    };
  }
}

function reassigned(page: Page, to: Destination, now: Temporal.Instant): Page {
  const { escalationPolicyId: _, escalationPolicyStepId: __, ...onCall } = page.onCall;
  const targets =
    to.teamId === undefined && to.userId === undefined
      ? onCall.targets
      : { teams: to.teamId === undefined ? [] : [to.teamId], users: to.userId === undefined ? [] : [to.userId] };
  const policyId = to.policy.id === '' ? {} : { escalationPolicyId: to.policy.id as PolicyId };
  return {
    ...page,
    modifiedAt: now,
    ...(to.teamId === undefined ? {} : { teamId: to.teamId }),
    onCall: { ...onCall, ...policyId, escalationPolicyRetryCount: 0, targets },
  };
}

function withTerms(escalation: Escalation, { ackTimeoutMinutes, supportHours }: Destination): Escalation {
  const { ackTimeoutMinutes: _, supportHours: __, ...rest } = escalation;
  return {
    ...rest,
    ...(ackTimeoutMinutes === undefined ? {} : { ackTimeoutMinutes }),
    ...(supportHours === undefined ? {} : { supportHours }),
  };
}
