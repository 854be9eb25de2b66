import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  Clock,
  ConflictError,
  ForbiddenError,
  LimitError,
  newId,
  type Actor,
  type OrgId,
  type Page,
  type PageRequest,
  type ScheduleId,
  type UserId,
} from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { spanAhead, type Span } from './schedule-override.js';
import { ScheduleOverridesService } from './schedule-overrides.service.js';
import { requireCancellable, takenBy, type ScheduleSwap, type SwapState } from './schedule-swap.js';
import { ScheduleSwapsRepository } from './schedule-swaps.repository.js';
import { SchedulesReader } from './schedules.reader.js';
import { SchedulesRepository } from './schedules.repository.js';

const RESOURCE = 'schedule_swap';
/** Of one schedule, open and not over. */
const MOST_OPEN = 200;
/** All shifts of the time are computed in the request, as for a list of shifts, which looks no further. */
const LONGEST_DAYS = 100;

/** With the zone of its schedule, in which its times are shown, and the moment at which it was read. */
export interface ZonedSwap {
  readonly swap: ScheduleSwap;
  readonly timeZone: string;
  readonly now: Temporal.Instant;
}

export interface SwapDraft {
  readonly start?: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly reason?: string;
}

@Injectable()
export class ScheduleSwapsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly schedules: SchedulesRepository,
    private readonly reader: SchedulesReader,
    private readonly swaps: ScheduleSwapsRepository,
    private readonly overrides: ScheduleOverridesService,
    private readonly users: UsersReader,
    private readonly audit: Audit,
  ) {}

  /** Offers a time in which the caller is on call. Throws `ConflictError` when they are not, all of that time. */
  offer(actor: Actor, scheduleId: ScheduleId, draft: SwapDraft): Promise<ZonedSwap> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const timeZone = await this.schedules.hold(tx, actor.orgId, scheduleId);
      const now = await this.clock.now(tx);
      const span = spanAhead(draft, now, LONGEST_DAYS);
      if (!(await this.isOnCall(tx, actor.orgId, scheduleId, actor.userId, span))) {
        throw new ConflictError('You are not on call from the start to the end.', 'not_on_call');
      }
      const open = await this.swaps.countOpen(tx, actor.orgId, scheduleId, now);
      if (open >= MOST_OPEN) throw new LimitError(`A schedule has at most ${MOST_OPEN} open swaps.`);
      const { reason } = draft;
      const swap: ScheduleSwap = {
        ...{
          id: newId(),
          scheduleId,
          offeredBy: actor.userId,
          ...span,
          state: 'open',
          createdAt: now,
          modifiedAt: now,
        },
        ...(reason === undefined ? {} : { reason }),
      };
      await this.swaps.insert(tx, actor.orgId, swap);
      await this.audit.record(tx, actor, { ...entry('offered', swap.id), after: facts(swap) });
      return { swap, timeZone, now };
    });
  }

  get(actor: Actor, scheduleId: ScheduleId, id: string): Promise<ZonedSwap> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const timeZone = await this.schedules.require(tx, actor.orgId, scheduleId);
      return { swap: await this.swaps.get(tx, actor.orgId, scheduleId, id), timeZone, now };
    });
  }

  list(
    actor: Actor,
    scheduleId: ScheduleId,
    state: SwapState | undefined,
    { size, number }: PageRequest,
  ): Promise<{ readonly page: Page<ScheduleSwap>; readonly timeZone: string; readonly now: Temporal.Instant }> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const timeZone = await this.schedules.require(tx, actor.orgId, scheduleId);
      const wanted = { now, ...(state === undefined ? {} : { state }) };
      const page = await this.swaps.list(tx, actor.orgId, scheduleId, wanted, { size, offset: number * size });
      return { page, timeZone, now };
    });
  }

  /**
   * Puts the caller on call in place of the one who offers, in the same transaction; of two who take it one is told 409.
   * @throws ConflictError when it is no longer open, when the shift is no longer theirs, or an override contradicts
   */
  take(actor: Actor, scheduleId: ScheduleId, id: string): Promise<ZonedSwap> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const timeZone = await this.schedules.hold(tx, actor.orgId, scheduleId);
      const before = await this.swaps.lock(tx, actor.orgId, scheduleId, id);
      const now = await this.clock.now(tx);
      const override = takenBy(before, actor, newId(), now);
      if (!(await this.users.active(tx, actor.orgId, [actor.userId])).has(actor.userId)) {
        throw new ForbiddenError('Only an active user takes a shift.');
      }
      if (!(await this.isOnCall(tx, actor.orgId, scheduleId, before.offeredBy, override))) {
        throw new ConflictError('The one who offers the shift is no longer on call in all of it.', 'swap_outdated');
      }
      await this.overrides.write(tx, actor, override);
      const after = {
        ...before,
        state: 'taken',
        takenBy: actor.userId,
        overrideId: override.id,
        modifiedAt: now,
      } as const;
      await this.swaps.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, { ...entry('taken', id), before: facts(before), after: facts(after) });
      return { swap: after, timeZone, now };
    });
  }

  /** @throws ConflictError when it is no longer open */
  cancel(actor: Actor, scheduleId: ScheduleId, id: string): Promise<ZonedSwap> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const timeZone = await this.schedules.hold(tx, actor.orgId, scheduleId);
      const before = await this.swaps.lock(tx, actor.orgId, scheduleId, id);
      const now = await this.clock.now(tx);
      requireCancellable(before, actor, now);
      const after = { ...before, state: 'cancelled', modifiedAt: now } as const;
      await this.swaps.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, { ...entry('cancelled', id), before: facts(before), after: facts(after) });
      return { swap: after, timeZone, now };
    });
  }

  /** Whether the person is on call from the start to the end of the span without a break. */
  private async isOnCall(tx: Tx, orgId: OrgId, scheduleId: ScheduleId, userId: UserId, span: Span): Promise<boolean> {
    const shifts = await this.reader.shifts(tx, orgId, scheduleId, span);
    const theirs = shifts.filter((shift) => shift.userId === userId);
    let covered = span.start;
    for (const shift of theirs) {
      if (Temporal.Instant.compare(shift.start, covered) > 0) return false;
      if (Temporal.Instant.compare(shift.end, covered) > 0) covered = shift.end;
    }
    return Temporal.Instant.compare(covered, span.end) >= 0;
  }
}

/** The reason is what a person wrote and may name others: the audit holds that there is one. */
function facts(swap: ScheduleSwap): object {
  const { reason, ...rest } = swap;
  return { ...rest, ...(reason === undefined ? {} : { hasReason: true }) };
}

function entry(verb: string, id: string) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}
