import { Injectable } from '@nestjs/common';
import type { Actor, OrgId, UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { activeRulesOf } from '../notification-rules/index.js';
import { PagesRepository, type Page, type PageReference } from '../pages/index.js';
import type { Escalation } from './escalation.js';
import { EscalationsRepository } from './escalations.repository.js';
import { Foresight, type Foreseen } from './foresight.js';

/** A message that is queued already. */
export interface PendingNotification {
  readonly userId: UserId;
  readonly channel: string;
  readonly at: Temporal.Instant;
  /** Why it waits beyond its delay, or what the last try was answered; null without either. */
  readonly reason: string | null;
}

/** How a person is told of a page with its urgency. */
export interface PersonsRule {
  readonly channel: string;
  readonly delayMinutes: number;
}

export interface PagePlan {
  readonly page: Page;
  readonly escalation: Escalation;
  readonly now: Temporal.Instant;
  readonly pending: readonly PendingNotification[];
  readonly foreseen: readonly Foreseen[];
  readonly rules: ReadonlyMap<UserId, readonly PersonsRule[]>;
}

/** Most messages that are queued for one page and shown. */
const MOST_PENDING = 100;

@Injectable()
export class PagePlanReader {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly pages: PagesRepository,
    private readonly escalations: EscalationsRepository,
    private readonly foresight: Foresight,
  ) {}

  /** What will happen to the page when nobody does anything, from one snapshot of the database. */
  plan(actor: Actor, reference: PageReference): Promise<PagePlan> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const page = await this.pages.get(tx, actor.orgId, reference);
      const escalation = await this.escalations.get(tx, page);
      const dueAt = await this.escalations.findDueAt(tx, page);
      const foreseen = await this.foresight.foresee(tx, { page, escalation }, dueAt, now);
      return {
        page,
        escalation,
        now,
        pending: await this.pending(tx, page),
        foreseen,
        rules: await this.rules(tx, page, peopleOf(foreseen)),
      };
    });
  }

  /** By notifications_once. */
  private async pending(tx: Tx, page: Page): Promise<readonly PendingNotification[]> {
    return tx.query<PendingNotification>(
      `select n.user_id as "userId", n.channel, n.next_attempt_at as at, n.reason
         from notifications n
        where n.org_id = $1 and n.case_id = $2 and n.state in ('pending', 'sending')
        order by n.next_attempt_at, n.id limit ${MOST_PENDING}`,
      [page.orgId, page.id],
    );
  }

  private async rules(
    tx: Tx,
    page: Page,
    userIds: readonly UserId[],
  ): Promise<ReadonlyMap<UserId, readonly PersonsRule[]>> {
    if (userIds.length === 0) return new Map();
    const rows = await tx.query<{ user_id: UserId; channel: string | null; delay_minutes: number | null }>(
      `select i.user_id, r.channel, r.delay_minutes
         from (select $1::uuid as org_id, u.user_id, $3::text as urgency from unnest($2::uuid[]) as u(user_id)) i
         left join lateral (${activeRulesOf('i')}) r on true
        order by i.user_id, r.delay_minutes, r.channel`,
      [page.orgId satisfies OrgId, userIds, page.onCall.urgency],
    );
    const byDefault = this.config.notifications.channels[0] ?? 'inbox';
    const byUser = Map.groupBy(rows, (row) => row.user_id);
    return new Map(
      [...byUser].map(([userId, list]) => [
        userId,
        list.map((row) => ({ channel: row.channel ?? byDefault, delayMinutes: row.delay_minutes ?? 0 })),
      ]),
    );
  }
}

function peopleOf(foreseen: readonly Foreseen[]): UserId[] {
  const chosen = foreseen.flatMap(({ happenings }) =>
    happenings.flatMap((each) => (each.kind === 'stepped' ? each.chosen : [])),
  );
  return [...new Set(chosen.map((each) => each.userId))];
}
