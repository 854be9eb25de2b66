import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox } from '../../capabilities/events/index.js';
import { actorReference, Clock, type Actor } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { Timeline, type Priority } from '../cases/index.js';
import type { Page } from './page.js';
import { PagesRepository, type PageReference } from './pages.repository.js';

const TYPE = 'page.priority_changed';

/** How much a page matters, as people judge it. The escalation asks for the urgency, not for this. */
@Injectable()
export class SetPriority {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pages: PagesRepository,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** Also of a closed page, for what is learnt afterwards. The priority that it has already changes nothing. */
  set(actor: Actor, reference: PageReference, priority: Priority): Promise<Page> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.pages.lock(tx, actor.orgId, reference);
      if (before.priority === priority) return before;
      const modifiedAt = await this.clock.now(tx);
      const after = await this.pages.updatePriority(tx, { ...before, priority, modifiedAt }, actor.userId);
      const { orgId, id: caseId } = after;
      const by = actorReference(actor);
      const data = { from: before.priority, to: priority };
      await this.timeline.append(tx, [{ orgId, caseId, type: TYPE, actor: by, data }]);
      await this.audit.record(tx, actor, {
        action: TYPE,
        resourceType: 'page',
        resourceId: caseId,
        before: { priority: before.priority, version: before.version },
        after: { priority, version: after.version },
      });
      await this.outbox.append(tx, {
        type: TYPE,
        orgId,
        caseId,
        caseVersion: after.version,
        actor: by,
        data: { status: after.status, ...data },
      });
      return after;
    });
  }
}
