import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  Clock,
  ConflictError,
  newId,
  type Actor,
  type Page,
  type PageRequest,
  type ScheduleId,
} from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { parseQuery } from '../../platform/query/index.js';
import {
  composed,
  membersOf,
  requireKnown,
  requireSound,
  type ScheduleDefinition,
  type ScheduleDraft,
} from './schedule-definition.js';
import { HandOffsRepository } from './hand-offs.repository.js';
import { SCHEDULE_FIELDS, SchedulesRepository, type ListedSchedule } from './schedules.repository.js';
import { keptTurn } from './turns.js';

const RESOURCE = 'schedule';

@Injectable()
export class SchedulesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly schedules: SchedulesRepository,
    private readonly handOffs: HandOffsRepository,
    private readonly users: UsersReader,
    private readonly teams: TeamsReader,
    private readonly audit: Audit,
  ) {}

  create(actor: Actor, draft: ScheduleDraft): Promise<ScheduleDefinition> {
    requireSound(draft);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.requireKnown(tx, actor, draft);
      const schedule = composed(newId<ScheduleId>(), draft, [], newId, () => 0);
      await this.schedules.insert(tx, actor.orgId, schedule);
      await this.handOffs.requestLook(tx, actor.orgId, schedule.id);
      await this.audit.record(tx, actor, { ...entry('created', schedule.id), after: schedule });
      return schedule;
    });
  }

  get(actor: Actor, id: ScheduleId): Promise<ScheduleDefinition> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.schedules.get(tx, actor.orgId, id));
  }

  /** By name. Throws `InvalidError` for a query that breaks the rules of the language. */
  list(actor: Actor, { size, number }: PageRequest, filter: string): Promise<Page<ListedSchedule>> {
    const query = parseQuery(filter, SCHEDULE_FIELDS, { in: 'query', field: 'filter[query]' });
    return this.unitOfWork.readCostly(actor.orgId, (tx, now) =>
      this.schedules.list(tx, actor.orgId, query, { size, offset: number * size }, now),
    );
  }

  /** Replaces the schedule; its overrides and swaps stay. Whoever's turn it is in a layer that is kept, keeps it. */
  update(actor: Actor, id: ScheduleId, draft: ScheduleDraft): Promise<ScheduleDefinition> {
    requireSound(draft);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.schedules.lock(tx, actor.orgId, id);
      await this.requireKnown(tx, actor, draft);
      const now = await this.clock.now(tx);
      const after = composed(id, draft, before.layers, newId, (layer, known) =>
        keptTurn(
          { ...known, timeZone: known.timeZone ?? before.timeZone },
          { ...layer, timeZone: layer.timeZone ?? draft.timeZone },
          now,
        ),
      );
      await this.schedules.update(tx, actor.orgId, after);
      await this.handOffs.requestLook(tx, actor.orgId, id);
      await this.audit.record(tx, actor, { ...entry('updated', id), before, after });
      return after;
    });
  }

  /**
   * Removes the schedule with its overrides and swaps.
   * @throws ConflictError that names the escalation policies which have it as a target
   */
  remove(actor: Actor, id: ScheduleId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.schedules.lock(tx, actor.orgId, id);
      const policies = await this.schedules.listReferringPolicies(tx, actor.orgId, id);
      if (policies.length > 0) {
        const detail = `The schedule is in use by these escalation policies: ${policies.join(', ')}.`;
        throw new ConflictError(detail, 'in_use');
      }
      await this.schedules.remove(tx, actor.orgId, id);
      await this.audit.record(tx, actor, { ...entry('deleted', id), before });
    });
  }

  private async requireKnown(tx: Tx, actor: Actor, draft: ScheduleDraft): Promise<void> {
    const teams = await this.teams.list(tx, actor.orgId, draft.teamIds);
    requireKnown(draft, {
      activeUsers: await this.users.active(tx, actor.orgId, membersOf(draft)),
      teams: new Set(teams.map((team) => team.id)),
    });
  }
}

function entry(verb: string, id: ScheduleId) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}
