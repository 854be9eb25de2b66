import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { mayReadPerson, UserDirectory, type DirectoryUser } from '../../capabilities/users/index.js';
import type { Actor, Page, PageRequest, TeamId, UserId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { membersOf, type ScheduleDefinition } from './schedule-definition.js';
import { scheduleDocument, schedulesDocument } from './schedule-document.js';
import type { ScheduleDocument, SchedulesDocument } from './schedules.dto.js';
import type { ListedSchedule } from './schedules.repository.js';
import type { ScheduleInclusion, WrittenTimes } from './schedules.request.js';

/**
 * Renders schedules with what the caller asked to have included; reading names is audited. Outside of the transaction
 * that read or wrote them.
 */
@Injectable()
export class SchedulesPresenter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserDirectory,
    private readonly teams: TeamsReader,
    private readonly audit: Audit,
  ) {}

  /** @param written the times of the layers as the caller sent them, which a write answers */
  async document(
    actor: Actor,
    schedule: ScheduleDefinition,
    include: readonly ScheduleInclusion[] = [],
    written?: readonly WrittenTimes[],
  ): Promise<ScheduleDocument> {
    const userIds = include.includes('layers.members.user') ? membersOf(schedule) : [];
    const teamIds = include.includes('teams') ? schedule.teamIds : [];
    return scheduleDocument(schedule, {
      asked: include,
      users: await this.people(actor, schedule.id, userIds),
      teams: await this.listTeams(actor, teamIds),
      ...(written === undefined ? {} : { written }),
      mayRead: (userId) => mayReadPerson(actor, userId),
    });
  }

  async list(
    actor: Actor,
    page: Page<ListedSchedule>,
    request: PageRequest,
    include: readonly 'teams'[] = [],
  ): Promise<SchedulesDocument> {
    if (!include.includes('teams')) return schedulesDocument(page, request, undefined);
    const ids = [...new Set(page.items.flatMap((schedule) => schedule.teamIds))];
    return schedulesDocument(page, request, await this.listTeams(actor, ids));
  }

  /** The people found, in the order of `ids`; that their names are shown is noted. */
  async people(actor: Actor, scheduleId: string, ids: readonly UserId[]): Promise<DirectoryUser[]> {
    if (ids.length === 0) return [];
    const users = await this.users.find(actor.orgId, ids);
    const found = ids.map((id) => users.get(id)).filter((user) => user !== undefined);
    const shown = found.map((user) => user.id).filter((id) => mayReadPerson(actor, id));
    if (shown.length > 0) await this.audit.recordRead(actor, 'schedule', [scheduleId], shown);
    return found;
  }

  private async listTeams(actor: Actor, ids: readonly TeamId[]) {
    if (ids.length === 0) return [];
    return this.unitOfWork.read(actor.orgId, (tx) => this.teams.list(tx, actor.orgId, ids));
  }
}
