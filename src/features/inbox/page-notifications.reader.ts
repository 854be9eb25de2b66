import { Injectable } from '@nestjs/common';
import { encodeCursor, type Actor, type Cursor, type UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { Cause } from '../notifications/index.js';
import { PagesRepository, type Page, type PageReference } from '../pages/index.js';

export interface NotificationAttempt {
  readonly attempt: number;
  readonly channel: string;
  readonly started_at: Temporal.Instant;
  readonly finished_at: Temporal.Instant | null;
  readonly outcome: 'sent' | 'failed' | 'abandoned' | null;
  readonly reason: string | null;
}

export interface PageNotification {
  readonly id: string;
  readonly user_id: UserId;
  readonly run: number;
  readonly retry_count: number;
  readonly step_index: number;
  readonly cause: Cause;
  readonly channel: string;
  readonly state: 'pending' | 'sending' | 'sent' | 'failed' | 'cancelled' | 'shadow';
  readonly reason: string | null;
  readonly created_at: Temporal.Instant;
  /** When the next try is due, while it is pending. */
  readonly next_attempt_at: Temporal.Instant;
  readonly finished_at: Temporal.Instant | null;
  /** The person's rule and channel that it follows; null of the default channels. */
  readonly rule_id: string | null;
  readonly channel_id: string | null;
  /** Why the default channels and not a rule. */
  readonly why: string | null;
  /** Of several pages in one message: the same for all of them. */
  readonly bundle_id: string | null;
  /** When it was to be sent, whatever delayed it. */
  readonly due_at: Temporal.Instant;
  /** What the provider of text messages and calls last said of it: its own word, and its code of an error. */
  readonly provider_status: string | null;
  readonly provider_error_code: string | null;
  readonly provider_reported_at: Temporal.Instant | null;
  /** In order; of more than 100 the latest. */
  readonly attempts: readonly NotificationAttempt[];
}

export interface PageNotifications {
  readonly page: Page;
  readonly items: readonly PageNotification[];
  readonly next?: string;
}

/** A notification that waits its turn is tried again and again; nobody reads more. */
const MAX_ATTEMPTS_SHOWN = 100;

@Injectable()
export class PageNotificationsReader {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly pages: PagesRepository,
  ) {}

  /** All that a page has sent, tried or kept back, the oldest first. Throws `NotFoundError` without such a page. */
  list(actor: Actor, reference: PageReference, size: number, cursor?: Cursor): Promise<PageNotifications> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const page = await this.pages.get(tx, actor.orgId, reference);
      const rows = await this.notifications(tx, page, size + 1, cursor);
      const shown = rows.slice(0, size);
      const attempts = await this.attempts(
        tx,
        page,
        shown.map((row) => row.id),
      );
      const last = rows.length > size ? shown.at(-1) : undefined;
      return {
        page,
        items: shown.map((row) => ({ ...row, attempts: attempts.get(row.id) ?? [] })),
        ...(last === undefined ? {} : { next: encodeCursor({ value: last.created_at.toString(), id: last.id }) }),
      };
    });
  }

  /** By notifications_once, sorted here: a page has few. Reports by provider_reports_once_a_notification. */
  private notifications(
    tx: Tx,
    page: Page,
    limit: number,
    cursor: Cursor | undefined,
  ): Promise<Omit<PageNotification, 'attempts'>[]> {
    return tx.query(
      `select n.id, n.user_id, n.run, n.retry_count, n.step_index, n.cause, n.channel, n.state, n.reason, n.created_at,
              n.next_attempt_at, n.finished_at, n.rule_id, n.channel_id, n.why, n.bundle_id,
              coalesce(n.due_at, n.created_at) as due_at, p.status as provider_status,
              p.error_code as provider_error_code, p.reported_at as provider_reported_at
         from notifications n
         left join lateral (
           select r.status, r.error_code, r.reported_at from provider_reports r
            where r.org_id = n.org_id and r.notification_id = coalesce(n.bundle_id, n.id)
            order by r.reported_at desc limit 1) p on true
        where n.org_id = $1 and n.case_id = $2
          and ($4::timestamptz is null or (n.created_at, n.id) > ($4::timestamptz, $5::uuid))
        order by n.created_at, n.id
        limit $3`,
      [page.orgId, page.id, limit, cursor?.value, cursor?.id],
    );
  }

  /** By notification_attempts_pk, read backwards. */
  private async attempts(
    tx: Tx,
    page: Page,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly NotificationAttempt[]>> {
    const rows = await tx.query<NotificationAttempt & { notification_id: string }>(
      `select a.notification_id, a.attempt, a.channel, a.started_at, a.finished_at, a.outcome, a.reason
         from unnest($2::uuid[]) as n(id)
        cross join lateral (
          select l.notification_id, l.attempt, l.channel, l.started_at, l.finished_at, l.outcome, l.reason
            from notification_attempts l
           where l.org_id = $1 and l.notification_id = n.id
           order by l.attempt desc limit $3) a
        order by a.notification_id, a.attempt`,
      [page.orgId, ids, MAX_ATTEMPTS_SHOWN],
    );
    return Map.groupBy(rows, (row) => row.notification_id);
  }
}
