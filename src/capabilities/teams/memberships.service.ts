import { Injectable } from '@nestjs/common';
import { ForbiddenError, type Actor, type TeamId, type UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { Audit } from '../audit/index.js';
import { mayReadPerson, UsersReader, type User } from '../users/index.js';
import { Joining } from './joining.js';
import { MembershipsRepository, type MembershipQuery } from './memberships.repository.js';
import type { Membership, MembershipRole } from './team.js';
import { membershipNotFound, teamNotFound, userNotFound } from './team-path.js';
import { TeamsRepository } from './teams.repository.js';

/** Memberships with the people they are of, each once. */
export interface MembershipList {
  readonly items: readonly Membership[];
  readonly total: number;
  readonly users: readonly User[];
}

/** A person is in few teams; more than this are not answered. */
const TEAMS_OF_USER_MAX = 1000;

@Injectable()
export class MembershipsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly users: UsersReader,
    private readonly joining: Joining,
    private readonly audit: Audit,
  ) {}

  /** Searching or sorting by names needs `users_read`: the order and the hits would tell them. */
  list(actor: Actor, teamId: TeamId, query: MembershipQuery): Promise<MembershipList> {
    const searchesPeople = query.keyword !== undefined || query.sort !== 'number';
    if (searchesPeople && !actor.permissions.has('users_read')) {
      throw new ForbiddenError('Searching and sorting by people needs the permission users_read.');
    }
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if ((await this.teams.find(tx, actor.orgId, teamId)) === undefined) throw teamNotFound(teamId);
      const page = await this.memberships.list(tx, actor.orgId, teamId, query);
      return { ...page, users: await this.people(tx, actor, page.items) };
    });
  }

  listOfUser(actor: Actor, userId: UserId): Promise<MembershipList> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if (!(await this.users.known(tx, actor.orgId, [userId])).has(userId)) throw userNotFound(userId);
      const items = await this.memberships.listOfUser(tx, actor.orgId, userId, TEAMS_OF_USER_MAX);
      return { items, total: items.length, users: await this.people(tx, actor, items) };
    });
  }

  add(actor: Actor, teamId: TeamId, userId: UserId, role: MembershipRole): Promise<MembershipList> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if ((await this.teams.lock(tx, actor.orgId, teamId)) === undefined) throw teamNotFound(teamId);
      const items = await this.joining.join(tx, actor, teamId, [userId], role);
      await this.record(tx, actor, 'created', { teamId, userId }, { after: { user_id: userId, role } });
      return { items, total: items.length, users: await this.people(tx, actor, items) };
    });
  }

  /** `role` undefined changes nothing. */
  update(actor: Actor, teamId: TeamId, userId: UserId, role: MembershipRole | undefined): Promise<MembershipList> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.lock(tx, actor, teamId, userId);
      const after = { ...before, role: role === undefined ? before.role : role };
      if (after.role !== before.role) {
        await this.memberships.updateRole(tx, actor.orgId, after);
        const change = { before: { role: before.role }, after: { user_id: userId, role: after.role } };
        await this.record(tx, actor, 'updated', before, change);
      }
      return { items: [after], total: 1, users: await this.people(tx, actor, [after]) };
    });
  }

  remove(actor: Actor, teamId: TeamId, userId: UserId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.lock(tx, actor, teamId, userId);
      await this.memberships.remove(tx, actor.orgId, teamId, userId);
      await this.record(tx, actor, 'deleted', before, { before: { user_id: userId, role: before.role } });
    });
  }

  private async lock(tx: Tx, actor: Actor, teamId: TeamId, userId: UserId): Promise<Membership> {
    if ((await this.teams.lock(tx, actor.orgId, teamId)) === undefined) throw teamNotFound(teamId);
    const found = await this.memberships.lock(tx, actor.orgId, teamId, userId);
    if (found !== undefined) return found;
    if (!(await this.users.known(tx, actor.orgId, [userId])).has(userId)) throw userNotFound(userId);
    throw membershipNotFound(teamId, userId);
  }

  /** The people of the memberships. Noted in the audit when the caller gets to read who they are. */
  private async people(tx: Tx, actor: Actor, memberships: readonly Membership[]): Promise<User[]> {
    const ids = [...new Set(memberships.map((membership) => membership.userId))];
    const users = await this.users.list(tx, actor.orgId, ids);
    const read = ids.filter((id) => mayReadPerson(actor, id));
    if (read.length > 0) {
      await this.audit.record(tx, actor, {
        action: 'users.listed',
        resourceType: 'organization',
        resourceId: actor.orgId,
        after: { user_ids: read },
      });
    }
    return users;
  }

  private record(
    tx: Tx,
    actor: Actor,
    verb: string,
    of: Pick<Membership, 'teamId' | 'userId'>,
    change: { before?: object; after?: object },
  ): Promise<void> {
    const action = `team_membership.${verb}`;
    return this.audit.record(tx, actor, { action, resourceType: 'team', resourceId: of.teamId, ...change });
  }
}
