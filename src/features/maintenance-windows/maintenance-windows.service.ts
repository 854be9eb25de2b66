import { Injectable, Optional } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Clock, ConflictError, newId, NotFoundError, type Actor } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { HeldPages } from './held-pages.js';
import {
  changedFields,
  isInForce,
  requireOrder,
  WINDOWS_MAX,
  type MaintenanceWindow,
  type WindowDraft,
} from './maintenance-window.js';
import { MaintenanceWindowsRepository } from './maintenance-windows.repository.js';
import { WindowQueries } from './window-queries.js';

const RESOURCE = 'maintenance_window';
const QUERY = { in: 'body', field: '/data/attributes/query' } as const;

@Injectable()
export class MaintenanceWindowsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly windows: MaintenanceWindowsRepository,
    private readonly queries: WindowQueries,
    private readonly audit: Audit,
    /** Only where there are pages. */
    @Optional() private readonly heldPages?: HeldPages,
  ) {}

  list(actor: Actor): Promise<MaintenanceWindow[]> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.windows.list(tx, actor.orgId));
  }

  /** Throws `InvalidError` for a query or a time that cannot be, `ConflictError` beyond 1,000 windows. */
  create(actor: Actor, draft: WindowDraft): Promise<MaintenanceWindow> {
    this.refuseWrong(draft);
    const window = { id: newId(), ...draft, createdBy: actor.userId };
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if ((await this.windows.countLocked(tx, actor.orgId)) >= WINDOWS_MAX) {
        throw new ConflictError(
          `An organization may have at most ${WINDOWS_MAX} maintenance windows; delete some that are over.`,
          'too_many_maintenance_windows',
        );
      }
      await this.windows.insert(tx, actor.orgId, window);
      await this.audit.record(tx, actor, { ...entry('created', window.id), after: factsOf(window) });
      return window;
    });
  }

  /** Changes what the draft names. Pages that the window holds follow its new end. */
  update(actor: Actor, id: string, draft: Partial<WindowDraft>): Promise<MaintenanceWindow> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = found(id, await this.windows.lock(tx, actor.orgId, id));
      const after = { ...before, ...draft, updatedBy: actor.userId };
      this.refuseWrong(after);
      const changed = changedFields(before, after);
      if (changed.length === 0) return before;
      await this.windows.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, {
        ...entry('updated', id),
        before: factsOf(before),
        after: { ...factsOf(after), changed },
      });
      await this.tellHeldPages(tx, actor, after);
      return after;
    });
  }

  /** Pages that the window holds go on at once. */
  remove(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = found(id, await this.windows.lock(tx, actor.orgId, id));
      await this.windows.remove(tx, actor.orgId, id);
      await this.audit.record(tx, actor, { ...entry('deleted', id), before: factsOf(before) });
      await this.heldPages?.windowChanged(tx, actor.orgId, id, undefined);
    });
  }

  private async tellHeldPages(tx: Tx, actor: Actor, window: MaintenanceWindow): Promise<void> {
    if (this.heldPages === undefined) return;
    const endsAt = isInForce(window, await this.clock.now(tx)) ? window.endsAt : undefined;
    await this.heldPages.windowChanged(tx, actor.orgId, window.id, endsAt);
  }

  private refuseWrong(draft: WindowDraft): void {
    this.queries.check(draft.query, QUERY);
    requireOrder(draft);
  }
}

function entry(verb: string, id: string) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}

/** For auditors what was kept quiet and when; a name is free text in which people are named. */
function factsOf({ query, startsAt, endsAt }: MaintenanceWindow): object {
  return { query, start_at: startsAt.toString(), end_at: endsAt.toString() };
}

function found(id: string, window: MaintenanceWindow | undefined): MaintenanceWindow {
  if (window === undefined) throw new NotFoundError(RESOURCE, id);
  return window;
}
