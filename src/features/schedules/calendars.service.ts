import { Injectable } from '@nestjs/common';
import { permissionsOf } from '../../capabilities/auth/index.js';
import { UserDirectory, mayReadPerson, UsersReader } from '../../capabilities/users/index.js';
import { Audit } from '../../capabilities/audit/index.js';
import { NotFoundError, type Actor, type OrgId, type ScheduleId, type UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import type { CalendarEntry } from './calendar.js';
import { feedNamed, isTokenOf, type CalendarFeed } from './calendar-feed.js';
import { CalendarFeedsRepository } from './calendar-feeds.repository.js';
import type { Shift, StaffedSchedule } from './on-call.js';
import { SchedulesReader, type NamedSchedule } from './schedules.reader.js';
import { wholeShifts } from './shift-positions.js';

const DAYS = { before: 14, after: 90 };
/** Of one calendar, the first: two a day in twelve schedules, or every hour in one. */
const MOST_SHIFTS = 2_500;

/** Two weeks back, ninety days ahead. */
export interface Calendar {
  readonly name: string;
  readonly at: Temporal.Instant;
  /** By start. */
  readonly entries: readonly CalendarEntry[];
}

/** Shifts for calendar programs. */
@Injectable()
export class CalendarsService {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly feeds: CalendarFeedsRepository,
    private readonly reader: SchedulesReader,
    private readonly users: UsersReader,
    private readonly directory: UserDirectory,
    private readonly audit: Audit,
  ) {}

  /** Everybody's shifts in a schedule, with the names that the actor may read; that is noted. */
  async ofSchedule(actor: Actor, scheduleId: ScheduleId): Promise<Calendar> {
    const { schedule, shifts, at } = await this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const [found] = await this.reader.list(tx, actor.orgId, [scheduleId]);
      if (found === undefined) throw new NotFoundError('schedule', scheduleId);
      const staffed = await this.reader.staffed(tx, actor.orgId, scheduleId, now);
      return { schedule: found, shifts: shiftsAround(staffed, now).slice(0, MOST_SHIFTS), at: now };
    });
    const names = await this.names(actor, scheduleId, [...new Set(shifts.map((shift) => shift.userId))]);
    const entries = shifts.map((shift) => {
      const name = names.get(shift.userId);
      return { schedule, shift, summary: name === undefined ? onCallIn(schedule) : `${name}: ${schedule.name}` };
    });
    return { name: schedule.name, at, entries };
  }

  /** A person's shifts in all schedules of the organization. */
  ofPerson(actor: Actor, userId: UserId): Promise<Calendar> {
    return this.unitOfWork.read(actor.orgId, async (tx, at) => {
      const known = await this.users.known(tx, actor.orgId, [userId]);
      if (!known.has(userId)) throw new NotFoundError('user');
      const schedules = await this.reader.ofPerson(tx, actor.orgId, userId, at);
      const entries = schedules.flatMap(({ staffed, ...schedule }) =>
        shiftsAround(staffed, at)
          .filter((shift) => shift.userId === userId)
          .map((shift) => ({ schedule, shift, summary: onCallIn(schedule) })),
      );
      return { name: 'On call', at, entries: entries.sort(byStart).slice(0, MOST_SHIFTS) };
    });
  }

  /** What a private address shows. Throws `NotFoundError` when it was revoked, and when its maker may not look. */
  async byToken(token: string, requestId: string): Promise<Calendar> {
    const name = feedNamed(token);
    if (name === undefined) throw new NotFoundError('calendar');
    const found = await this.unitOfWork.read(name.orgId, async (tx) => {
      const feed = await this.feeds.find(tx, name.orgId, name.id);
      if (feed === undefined || !isTokenOf(feed.tokenHash, this.config.keyHashingSecret, token)) return undefined;
      const actor = await this.maker(tx, name.orgId, feed, requestId);
      return actor && { feed, actor };
    });
    if (found === undefined) throw new NotFoundError('calendar');
    const { actor, feed } = found;
    return feed.scheduleId === undefined ? this.ofPerson(actor, feed.userId) : this.ofSchedule(actor, feed.scheduleId);
  }

  /** The maker of a feed as the actor, with what their role may do today. */
  private async maker(tx: Tx, orgId: OrgId, { userId }: CalendarFeed, requestId: string): Promise<Actor | undefined> {
    const [user] = await this.users.list(tx, orgId, [userId]);
    if (user === undefined || user.status === 'Disabled') return undefined;
    const permissions = permissionsOf(user.role);
    return permissions.has('on_call_read') ? { kind: 'user', orgId, userId, permissions, requestId } : undefined;
  }

  private async names(
    actor: Actor,
    scheduleId: ScheduleId,
    ids: readonly UserId[],
  ): Promise<ReadonlyMap<string, string>> {
    const readable = ids.filter((id) => mayReadPerson(actor, id));
    if (readable.length === 0) return new Map();
    const people = await this.directory.find(actor.orgId, readable);
    await this.audit.recordRead(actor, 'schedule', [scheduleId], [...people.keys()]);
    return new Map([...people].map(([id, { name, email }]) => [id, name === '' ? email : name]));
  }
}

function shiftsAround(schedule: StaffedSchedule, at: Temporal.Instant): Shift[] {
  const start = at.subtract({ hours: DAYS.before * 24 });
  return wholeShifts(schedule, { start, end: at.add({ hours: DAYS.after * 24 }) });
}

function onCallIn({ name }: NamedSchedule): string {
  return `On call: ${name}`;
}

function byStart(a: CalendarEntry, b: CalendarEntry): number {
  return Temporal.Instant.compare(a.shift.start, b.shift.start);
}
