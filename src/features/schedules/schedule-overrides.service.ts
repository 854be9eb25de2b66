import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  Clock,
  invalidField,
  LimitError,
  newId,
  type Actor,
  type Page,
  type PageRequest,
  type ScheduleId,
} from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { HandOffsRepository } from './hand-offs.repository.js';
import { removed, requirePeople, spanAhead, type OverrideDraft, type ScheduleOverride } from './schedule-override.js';
import { ScheduleOverridesRepository } from './schedule-overrides.repository.js';
import { SchedulesRepository } from './schedules.repository.js';

const RESOURCE = 'schedule_override';
/** Of one schedule, not ended: what every computation of who is on call has to read. */
const MOST_AHEAD = 500;

/** With the zone of its schedule, in which its times are shown. */
interface ZonedOverride {
  readonly override: ScheduleOverride;
  readonly timeZone: string;
}

@Injectable()
export class ScheduleOverridesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly schedules: SchedulesRepository,
    private readonly handOffs: HandOffsRepository,
    private readonly overrides: ScheduleOverridesRepository,
    private readonly users: UsersReader,
    private readonly audit: Audit,
  ) {}

  /** @throws ConflictError that names the override which contradicts this one */
  create(actor: Actor, scheduleId: ScheduleId, draft: OverrideDraft): Promise<ZonedOverride> {
    requirePeople(draft);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const timeZone = await this.schedules.hold(tx, actor.orgId, scheduleId);
      await this.requireKnown(tx, actor, draft);
      const now = await this.clock.now(tx);
      const { userId, replacedUserId, reason } = draft;
      const override = await this.write(tx, actor, {
        ...{ id: newId(), scheduleId, ...spanAhead(draft, now), createdBy: actor.userId, createdAt: now },
        ...(userId === undefined ? {} : { userId }),
        ...(replacedUserId === undefined ? {} : { replacedUserId }),
        ...(reason === undefined ? {} : { reason }),
      });
      return { override, timeZone };
    });
  }

  /** Writes an override that was decided, with its audit; the caller holds the schedule. Throws as `create`. */
  async write(tx: Tx, actor: Actor, override: ScheduleOverride): Promise<ScheduleOverride> {
    const ahead = await this.overrides.countAhead(tx, actor.orgId, override.scheduleId, override.createdAt);
    if (ahead >= MOST_AHEAD)
      throw new LimitError(`A schedule has at most ${MOST_AHEAD} overrides that have not ended.`);
    await this.overrides.insert(tx, actor.orgId, override);
    await this.handOffs.requestLook(tx, actor.orgId, override.scheduleId);
    await this.audit.record(tx, actor, { ...entry('created', override.id), after: facts(override) });
    return override;
  }

  get(actor: Actor, scheduleId: ScheduleId, id: string): Promise<ZonedOverride> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const timeZone = await this.schedules.require(tx, actor.orgId, scheduleId);
      return { override: await this.overrides.get(tx, actor.orgId, scheduleId, id), timeZone };
    });
  }

  /** By start. Those that have not ended when no span is given. */
  list(
    actor: Actor,
    scheduleId: ScheduleId,
    span: { readonly from?: Temporal.Instant; readonly until?: Temporal.Instant },
    { size, number }: PageRequest,
  ): Promise<{ readonly page: Page<ScheduleOverride>; readonly timeZone: string }> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const timeZone = await this.schedules.require(tx, actor.orgId, scheduleId);
      const { from = now, until } = span;
      const window = { size, offset: number * size };
      const page = await this.overrides.list(tx, actor.orgId, scheduleId, { from, until }, window);
      return { page, timeZone };
    });
  }

  /** Removes one that has not begun, ends one that is under way. Throws `ConflictError` for one that is over. */
  remove(actor: Actor, scheduleId: ScheduleId, id: string): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.schedules.hold(tx, actor.orgId, scheduleId);
      const before = await this.overrides.lock(tx, actor.orgId, scheduleId, id);
      const after = removed(before, await this.clock.now(tx));
      if (after === undefined) await this.overrides.remove(tx, actor.orgId, id);
      else await this.overrides.shorten(tx, actor.orgId, after);
      await this.handOffs.requestLook(tx, actor.orgId, scheduleId);
      await this.audit.record(tx, actor, {
        ...entry(after === undefined ? 'deleted' : 'ended', id),
        before: facts(before),
        ...(after === undefined ? {} : { after: facts(after) }),
      });
    });
  }

  private async requireKnown(tx: Tx, actor: Actor, { userId, replacedUserId }: OverrideDraft): Promise<void> {
    if (userId !== undefined && !(await this.users.active(tx, actor.orgId, [userId])).has(userId)) {
      throw invalidField('/data/attributes/user_id', 'is not an active user of this organization');
    }
    if (
      replacedUserId !== undefined &&
      !(await this.users.known(tx, actor.orgId, [replacedUserId])).has(replacedUserId)
    ) {
      throw invalidField('/data/attributes/replaced_user_id', 'is not a user of this organization');
    }
  }
}

/** The reason is what a person wrote and may name others: the audit holds that there is one. */
function facts(override: ScheduleOverride): object {
  const { reason, ...rest } = override;
  return { ...rest, ...(reason === undefined ? {} : { hasReason: true }) };
}

function entry(verb: string, id: string) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}
