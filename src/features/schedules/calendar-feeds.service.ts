import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  Clock,
  ForbiddenError,
  newId,
  NotFoundError,
  type Actor,
  type ScheduleId,
  type UserId,
} from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { feedTokenHash, newFeedToken, type CalendarFeed } from './calendar-feed.js';
import { CalendarFeedsRepository, type FeedOwner } from './calendar-feeds.repository.js';
import { SchedulesRepository } from './schedules.repository.js';

const RESOURCE = 'calendar_feed';

export interface MadeFeed {
  readonly feed: CalendarFeed;
  /** Shown once. */
  readonly token: string;
}

/** Private addresses of calendars: each person has one for each schedule, and one for their own shifts. */
@Injectable()
export class CalendarFeedsService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly feeds: CalendarFeedsRepository,
    private readonly schedules: SchedulesRepository,
    private readonly users: UsersReader,
    private readonly audit: Audit,
  ) {}

  /** Makes the caller's address of a schedule; the one before is revoked. Throws `NotFoundError`. */
  ofSchedule(actor: Actor, scheduleId: ScheduleId): Promise<MadeFeed> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.schedules.require(tx, actor.orgId, scheduleId, 'for key share');
      return this.make(tx, actor, { userId: actor.userId, scheduleId });
    });
  }

  /** Makes the address of the caller's own shifts; the one before is revoked. Throws `NotFoundError`, `ForbiddenError`. */
  ofPerson(actor: Actor, userId: UserId): Promise<MadeFeed> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.requirePerson(tx, actor, userId);
      if (actor.userId !== userId) throw new ForbiddenError('A private address is made by the person themselves.');
      return this.make(tx, actor, { userId });
    });
  }

  /** Revokes the caller's address of a schedule. Throws `NotFoundError` when there is none. */
  removeOfSchedule(actor: Actor, scheduleId: ScheduleId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.schedules.require(tx, actor.orgId, scheduleId);
      await this.revoke(tx, actor, { userId: actor.userId, scheduleId });
    });
  }

  /** Revokes a person's address: their own, or anybody's with on_call_admin. Throws `NotFoundError` when there is none. */
  removeOfPerson(actor: Actor, userId: UserId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.requirePerson(tx, actor, userId);
      if (actor.userId !== userId && !actor.permissions.has('on_call_admin')) {
        throw new ForbiddenError('Only the person themselves may revoke it, or someone with on_call_admin.');
      }
      await this.revoke(tx, actor, { userId });
    });
  }

  private async make(tx: Tx, actor: Actor, owner: FeedOwner): Promise<MadeFeed> {
    // of two requests of one person, the later makes the address that stays
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`calendar feeds of ${owner.userId}`]);
    const before = await this.feeds.remove(tx, actor.orgId, owner);
    const feed: CalendarFeed = { id: newId(), ...owner, createdAt: await this.clock.now(tx) };
    const token = newFeedToken({ orgId: actor.orgId, id: feed.id });
    await this.feeds.insert(tx, actor.orgId, feed, feedTokenHash(this.config.keyHashingSecret, token));
    await this.audit.record(tx, actor, {
      ...entry('created', feed.id),
      after: { ...owner, ...(before === undefined ? {} : { revoked: before }) },
    });
    return { feed, token };
  }

  private async revoke(tx: Tx, actor: Actor, owner: FeedOwner): Promise<void> {
    const id = await this.feeds.remove(tx, actor.orgId, owner);
    if (id === undefined) throw new NotFoundError('calendar feed');
    await this.audit.record(tx, actor, { ...entry('revoked', id), before: owner });
  }

  private async requirePerson(tx: Tx, actor: Actor, userId: UserId): Promise<void> {
    const known = await this.users.known(tx, actor.orgId, [userId]);
    if (!known.has(userId)) throw new NotFoundError('user');
  }
}

function entry(verb: string, id: string) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}
