import { Injectable } from '@nestjs/common';
import { ConflictError, type Actor, type TeamId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { UsersReader } from '../users/index.js';
import { MembershipsRepository } from './memberships.repository.js';
import type { Membership, MembershipRole } from './team.js';
import { userNotFound } from './team-path.js';

/** Makes people members of a team. */
@Injectable()
export class Joining {
  constructor(
    private readonly users: UsersReader,
    private readonly memberships: MembershipsRepository,
  ) {}

  /** The caller holds the team's lock. Throws for a user who is unknown, disabled, or a member already. */
  async join(
    tx: Tx,
    actor: Actor,
    teamId: TeamId,
    userIds: readonly UserId[],
    role: MembershipRole,
  ): Promise<Membership[]> {
    const once = [...new Set(userIds)];
    const users = new Map((await this.users.list(tx, actor.orgId, once)).map((user) => [user.id, user]));
    for (const id of once) {
      const user = users.get(id);
      if (user === undefined) throw userNotFound(id);
      if (user.status === 'Disabled') throw new ConflictError(`The user ${id} is disabled.`, 'user_disabled');
    }
    return this.memberships.insert(tx, actor.orgId, teamId, once, role);
  }
}
