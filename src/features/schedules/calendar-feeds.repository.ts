import { Injectable } from '@nestjs/common';
import type { OrgId, ScheduleId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { CalendarFeed } from './calendar-feed.js';

interface FeedRow {
  readonly id: string;
  readonly user_id: UserId;
  readonly schedule_id: ScheduleId | null;
  readonly token_hash: Buffer;
  readonly created_at: Temporal.Instant;
}

/** Whose feed it is, and of which schedule; without one: of the person. */
export interface FeedOwner {
  readonly userId: UserId;
  readonly scheduleId?: ScheduleId;
}

const OWNED = 'f.org_id = $1 and f.user_id = $2 and f.schedule_id is not distinct from $3::uuid';

@Injectable()
export class CalendarFeedsRepository {
  /** By calendar_feeds_pk. */
  async find(tx: Tx, orgId: OrgId, id: string): Promise<(CalendarFeed & { readonly tokenHash: Buffer }) | undefined> {
    const [row] = await tx.query<FeedRow>(
      `select f.id, f.user_id, f.schedule_id, f.token_hash, f.created_at
         from calendar_feeds f where f.org_id = $1 and f.id = $2`,
      [orgId, id],
    );
    if (row === undefined) return undefined;
    const { user_id: userId, schedule_id: scheduleId, token_hash: tokenHash, created_at: createdAt } = row;
    return { id, userId, ...(scheduleId === null ? {} : { scheduleId }), tokenHash, createdAt };
  }

  /** Of two who make one at once, one waits for the other and gets the constraint's refusal: it is the same person. */
  async insert(tx: Tx, orgId: OrgId, feed: CalendarFeed, tokenHash: Buffer): Promise<void> {
    await tx.query(
      `insert into calendar_feeds (org_id, id, user_id, schedule_id, token_hash, created_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [orgId, feed.id, feed.userId, feed.scheduleId ?? null, tokenHash, feed.createdAt.toString()],
    );
  }

  /** Answers the id of what was removed; by calendar_feeds_once. */
  async remove(tx: Tx, orgId: OrgId, { userId, scheduleId }: FeedOwner): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(`delete from calendar_feeds f where ${OWNED} returning f.id`, [
      orgId,
      userId,
      scheduleId ?? null,
    ]);
    return row?.id;
  }
}
