import { Injectable } from '@nestjs/common';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  encodeCursor,
  ForbiddenError,
  NotFoundError,
  type Actor,
  type CaseId,
  type Cursor,
  type UserId,
} from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { Cause } from '../notifications/index.js';
import { PagesRepository, type Page } from '../pages/index.js';

/** Whose messages: one person's or everybody's. */
export type InboxOwner = UserId | 'all';

export interface InboxMessage {
  readonly id: string;
  readonly userId: UserId;
  readonly deliveredAt: Temporal.Instant;
  readonly cause: Cause;
  /** From 1; 0 when the page has had no step yet. */
  readonly step: number;
  readonly retry: number;
  readonly page: Page;
}

export interface InboxMessages {
  readonly items: readonly InboxMessage[];
  /** Where the next ones begin; absent at the end. */
  readonly next?: string;
}

interface Row {
  readonly id: string;
  readonly user_id: UserId;
  readonly case_id: CaseId;
  readonly delivered_at: Temporal.Instant;
  readonly cause: Cause;
  readonly retry_count: number;
  readonly step_index: number;
}

/** What the inbox channel has delivered, each with its page as it is now. */
@Injectable()
export class InboxReader {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersReader,
    private readonly pages: PagesRepository,
  ) {}

  /**
   * The newest first, at most `size`, those after `cursor`. Throws `ForbiddenError` when someone but an admin of
   * on-call asks for another's inbox, `NotFoundError` for a person the organization does not have.
   */
  list(actor: Actor, owner: InboxOwner, size: number, cursor?: Cursor): Promise<InboxMessages> {
    if (owner !== actor.userId && !actor.permissions.has('on_call_admin')) {
      throw new ForbiddenError("Another person's inbox needs the permission on_call_admin.");
    }
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      if (owner !== 'all') await this.assertKnown(tx, actor, owner);
      const rows = await this.rows(tx, actor, owner, size + 1, cursor);
      const shown = rows.slice(0, size);
      const pages = await this.pages.listByIds(tx, actor.orgId, [...new Set(shown.map((row) => row.case_id))]);
      const byId = new Map(pages.map((page) => [page.id, page]));
      const last = rows.length > size ? shown.at(-1) : undefined;
      return {
        items: shown.flatMap((row) => {
          const page = byId.get(row.case_id);
          return page === undefined ? [] : [messageOf(row, page)];
        }),
        ...(last === undefined ? {} : { next: encodeCursor({ value: last.delivered_at.toString(), id: last.id }) }),
      };
    });
  }

  private async assertKnown(tx: Tx, actor: Actor, owner: UserId): Promise<void> {
    const known = await this.users.known(tx, actor.orgId, [owner]);
    if (!known.has(owner)) throw new NotFoundError('user');
  }

  /** By inbox_messages_by_user or inbox_messages_by_delivery; what made a message by notifications_pk. */
  private rows(tx: Tx, actor: Actor, owner: InboxOwner, limit: number, cursor?: Cursor): Promise<Row[]> {
    const parameters: unknown[] = [actor.orgId, limit];
    const conditions = ['m.org_id = $1'];
    if (owner !== 'all') conditions.push(`m.user_id = $${parameters.push(owner)}::uuid`);
    if (cursor !== undefined) {
      const [value, id] = [parameters.push(cursor.value), parameters.push(cursor.id)];
      conditions.push(`(m.delivered_at, m.id) < ($${value}::timestamptz, $${id}::uuid)`);
    }
    return tx.query<Row>(
      `select m.id, m.user_id, m.case_id, m.delivered_at, n.cause, n.retry_count, n.step_index
         from inbox_messages m
         join notifications n on n.org_id = m.org_id and n.id = m.id
        where ${conditions.join(' and ')}
        order by m.delivered_at desc, m.id desc
        limit $2`,
      parameters,
    );
  }
}

function messageOf(row: Row, page: Page): InboxMessage {
  return {
    id: row.id,
    userId: row.user_id,
    deliveredAt: row.delivered_at,
    cause: row.cause,
    step: row.step_index + 1,
    retry: row.retry_count,
    page,
  };
}
