import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox } from '../../capabilities/events/index.js';
import { WakeUp } from '../../capabilities/timers/index.js';
import { actorReference, Clock, invalidField, type Actor } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { changeOf, withField, withStatus, type Case, type CaseChange } from './case.js';
import { CasesRepository, type CaseReference } from './cases.repository.js';
import type { Priority } from './new-case.js';
import { requestedStatus, type RequestedStatus } from './requested-status.js';
import { Timeline, type TimelineEntry } from './timeline.js';

/** What people do with a case that exists. Creating one is `create-case.ts`. */
@Injectable()
export class CasesService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly cases: CasesRepository,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Moves the case to any status of the tenant's workflow; the final one closes it, leaving that opens it again. */
  changeStatus(actor: Actor, reference: CaseReference, requested: RequestedStatus): Promise<Case> {
    const { workflow } = this.config;
    const status = requestedStatus(workflow, requested);
    if (status === undefined) throw invalidField('/data/attributes', 'must have a status or a status_name');
    return this.change(actor, reference, (before, now) => withStatus(before, status, now, workflow));
  }

  changeTitle(actor: Actor, reference: CaseReference, title: string): Promise<Case> {
    return this.change(actor, reference, (before, now) => withField(before, 'title', title, now));
  }

  changeDescription(actor: Actor, reference: CaseReference, description: string): Promise<Case> {
    return this.change(actor, reference, (before, now) => withField(before, 'description', description, now));
  }

  changePriority(actor: Actor, reference: CaseReference, priority: Priority): Promise<Case> {
    return this.change(actor, reference, (before, now) => withField(before, 'priority', priority, now));
  }

  /** Writes a comment on the timeline; a closed case may be commented, for what is learnt afterwards. */
  comment(actor: Actor, reference: CaseReference, message: string): Promise<{ case: Case; entry: TimelineEntry }> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.cases.lock(tx, actor.orgId, reference);
      const now = await this.clock.now(tx);
      const after = await this.cases.update(tx, before, { ...before, modifiedAt: now }, actor.userId);
      const change: CaseChange = { type: 'case.commented', data: {} };
      await this.timeline.append(tx, [entryOf(actor, after, change, message)]);
      await this.record(tx, actor, before, after, { ...change, data: { characters: message.length } });
      const [entry] = await this.timeline.list(tx, actor.orgId, after.id, { ascending: false, limit: 1, offset: 0 });
      if (entry === undefined) throw new Error('the comment was not written');
      return { case: after, entry };
    });
  }

  /** Lock, decide, write, tell; a rule that answers the very same case writes nothing. */
  private change(
    actor: Actor,
    reference: CaseReference,
    rule: (before: Case, now: Temporal.Instant) => Case,
  ): Promise<Case> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.cases.lock(tx, actor.orgId, reference);
      const decided = rule(before, await this.clock.now(tx));
      if (decided === before) return before;
      const after = await this.cases.update(tx, before, decided, actor.userId);
      const change = changeOf(before, after);
      await this.timeline.append(tx, [entryOf(actor, after, change)]);
      await this.record(tx, actor, before, after, change);
      return after;
    });
  }

  /** Audit and event of one change. */
  private async record(tx: Tx, actor: Actor, before: Case, after: Case, change: CaseChange): Promise<void> {
    await this.audit.record(tx, actor, {
      action: change.type,
      resourceType: 'case',
      resourceId: after.id,
      before: { status: before.status, version: before.version },
      after: { status: after.status, version: after.version, ...change.data },
    });
    await this.outbox.append(tx, {
      type: change.type,
      orgId: after.orgId,
      caseId: after.id,
      caseVersion: after.version,
      actor: actorReference(actor),
      data: { status: after.status, ...change.data },
    });
    tx.afterCommit(() => {
      this.wakeUp.signal('outbox');
    });
  }
}

function entryOf(actor: Actor, { orgId, id: caseId }: Case, { type, data }: CaseChange, message?: string) {
  const entry = { orgId, caseId, type, actor: actorReference(actor), data };
  return message === undefined ? entry : { ...entry, message };
}
