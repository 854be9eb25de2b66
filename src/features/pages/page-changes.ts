import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox, type EventType } from '../../capabilities/events/index.js';
import {
  actorReference,
  NotFoundError,
  UnavailableError,
  type Actor,
  type CaseId,
  type OrgId,
  type SystemActor,
} from '../../kernel/index.js';
import { GroupCommit, UnitOfWork, type Outcome, type Tx } from '../../platform/database/index.js';
import { Timeline } from '../cases/index.js';
import { Notifications, type Cause } from '../notifications/index.js';
import type { Page } from './page.js';
import { nameOf, PagesRepository, type LockedPage, type PageReference } from './pages.repository.js';
import { RunningEscalations } from './running-escalations.js';

/** What a person asks of one page. */
export interface PageCommand {
  readonly actor: Actor;
  readonly reference: PageReference;
  /** Decided under the page's lock; pure. Undefined when nothing changes; throws what the person is told. */
  readonly decide: (before: Page, now: Temporal.Instant) => PageChange | undefined;
}

/** A change and what is told of it. */
export interface PageChange {
  readonly after: Page;
  readonly type: EventType;
  readonly data: object;
  /** What was to come and comes no more: the page's timers, and its unsent notifications of these causes. */
  readonly callsOff?: { readonly reason: string; readonly causes: readonly Cause[] };
  /** Run once the change is committed. */
  readonly committed?: () => void;
}

export interface LockedChange extends PageChange {
  readonly actor: Actor | SystemActor;
  readonly before: Page;
}

const MAX_TOGETHER = 50;

/**
 * Changes of pages, those of one organization that come at the same time in one transaction: a storm is acknowledged and
 * resolved as fast as it came. One that is refused does not hold up the others.
 */
@Injectable()
export class PageChanges {
  private readonly groups = new Map<OrgId, GroupCommit<PageCommand, Page>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly pages: PagesRepository,
    private readonly escalations: RunningEscalations,
    private readonly notifications: Notifications,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the page as it is afterwards, committed. */
  submit(command: PageCommand): Promise<Page> {
    const { orgId } = command.actor;
    const group = this.groups.get(orgId) ?? new GroupCommit((commands) => this.commit(orgId, commands), MAX_TOGETHER);
    this.groups.set(orgId, group);
    return group.submit(command);
  }

  /** Writes changes of pages that the caller has locked, a handful of statements however many there are. */
  async apply(tx: Tx, changes: readonly LockedChange[]): Promise<readonly Page[]> {
    if (changes.length === 0) return [];
    const pages = changes.map(({ after }) => ({ ...after, version: after.version + 1 }));
    await Promise.all([
      ...this.callOff(tx, changes),
      this.pages.updateAll(
        tx,
        changes.map(({ after: page, actor }) => ({
          page,
          modifiedBy: actor.kind === 'user' ? actor.userId : undefined,
        })),
      ),
      this.timeline.append(tx, changes.map(entryOf)),
      this.audit.recordAll(tx, changes.map(auditOf)),
      this.outbox.appendAll(tx, changes.map(eventOf)),
    ]);
    for (const { committed } of changes) if (committed !== undefined) tx.afterCommit(committed);
    return pages;
  }

  private callOff(tx: Tx, changes: readonly LockedChange[]): Promise<void>[] {
    const byReason = Map.groupBy(
      changes.filter((change) => change.callsOff !== undefined),
      ({ before, callsOff }) => `${before.orgId} ${callsOff?.reason ?? ''}`,
    );
    return [...byReason.values()].flatMap((group) => {
      const [first] = group;
      if (first?.callsOff === undefined) return [];
      const { orgId } = first.before;
      const ids = group.map(({ before }) => before.id);
      const pages = group.map(({ after }) => after);
      const { reason, causes } = first.callsOff;
      return [this.escalations.stop(tx, orgId, pages), this.notifications.cancelUnsent(tx, orgId, ids, reason, causes)];
    });
  }

  /** All in one transaction; when the database refuses one of them, each in its own. */
  private async commit(orgId: OrgId, commands: readonly PageCommand[]): Promise<readonly Outcome<Page>[]> {
    try {
      return await this.commitTogether(orgId, commands);
    } catch (error) {
      if (commands.length === 1 || error instanceof UnavailableError) return commands.map(() => ({ ok: false, error }));
      const outcomes: Outcome<Page>[] = [];
      for (const command of commands) outcomes.push(...(await this.commit(orgId, [command])));
      return outcomes;
    }
  }

  private commitTogether(orgId: OrgId, commands: readonly PageCommand[]): Promise<readonly Outcome<Page>[]> {
    return this.unitOfWork.run(orgId, async (tx) => {
      const locked = await this.pages.lockMany(
        tx,
        orgId,
        commands.map((command) => command.reference),
      );
      const outcomes: Outcome<Page>[] = [];
      let left = commands.map((command, index) => ({ command, index }));
      // A page that two of them name is changed once a turn: the second decides on what the first made of it.
      while (left.length > 0) left = await this.turn(tx, locked, left, outcomes);
      return outcomes;
    });
  }

  /** Answers the commands whose page was changed in this turn already. */
  private async turn(
    tx: Tx,
    locked: Map<string, LockedPage>,
    commands: readonly Numbered[],
    outcomes: Outcome<Page>[],
  ): Promise<Numbered[]> {
    const changes = new Map<CaseId, LockedChange & { readonly index: number; readonly at: Temporal.Instant }>();
    const later: Numbered[] = [];
    for (const each of commands) {
      const { command, index } = each;
      const found = locked.get(nameOf(command.reference) ?? '');
      if (found === undefined) outcomes[index] = { ok: false, error: new NotFoundError('page') };
      else if (changes.has(found.page.id)) later.push(each);
      else {
        const decided = decide(command, found);
        if ('ok' in decided) outcomes[index] = decided;
        else changes.set(found.page.id, { ...decided, index, at: found.at });
      }
    }
    const changed = [...changes.values()];
    const pages = await this.apply(tx, changed);
    for (const [place, { index, at }] of changed.entries()) {
      const page = pages[place];
      if (page === undefined) continue;
      locked.set(page.id, { page, at }).set(page.key, { page, at });
      outcomes[index] = { ok: true, result: page };
    }
    return later;
  }
}

/** What the command makes of the page, or its outcome when that is nothing or a refusal. */
function decide({ actor, decide }: PageCommand, { page: before, at }: LockedPage): LockedChange | Outcome<Page> {
  try {
    const change = decide(before, at);
    return change === undefined ? { ok: true, result: before } : { ...change, actor, before };
  } catch (error) {
    return { ok: false, error };
  }
}

interface Numbered {
  readonly command: PageCommand;
  readonly index: number;
}

function entryOf({ before, actor, type, data }: LockedChange) {
  return { orgId: before.orgId, caseId: before.id, type, actor: actorReference(actor), data };
}

function auditOf({ before, after, actor, type, data }: LockedChange) {
  return {
    actor,
    action: type,
    resourceType: 'page',
    resourceId: before.id,
    before: { status: before.status, version: before.version },
    after: { status: after.status, version: before.version + 1, ...data },
  };
}

function eventOf({ before, after, actor, type, data }: LockedChange) {
  return {
    type,
    orgId: before.orgId,
    caseId: before.id,
    caseVersion: before.version + 1,
    actor: actorReference(actor),
    data: { status: after.status, ...data },
  };
}
