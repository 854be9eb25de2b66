import { Injectable } from '@nestjs/common';
import type { OrgId, TeamId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { MembershipsRepository } from './memberships.repository.js';
import type { Team } from './team.js';
import { TeamsRepository } from './teams.repository.js';

/** What other features ask about teams inside their transaction. Works as `casem_app` and as `casem_engine`. */
@Injectable()
export class TeamsReader {
  constructor(
    private readonly teams: TeamsRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  find(tx: Tx, orgId: OrgId, id: TeamId): Promise<Team | undefined> {
    return this.teams.find(tx, orgId, id);
  }

  /** Handles are compared exactly. */
  findByHandle(tx: Tx, orgId: OrgId, handle: string): Promise<Team | undefined> {
    return this.teams.findByHandle(tx, orgId, handle);
  }

  /** Those of `ids` that are teams of the organization, ordered by name. */
  list(tx: Tx, orgId: OrgId, ids: readonly TeamId[]): Promise<Team[]> {
    return this.teams.findMany(tx, orgId, ids);
  }

  /** Whom paging the team reaches: members who are not disabled, in the order of joining, at most 1,000. */
  members(tx: Tx, orgId: OrgId, id: TeamId): Promise<UserId[]> {
    return this.memberships.listActiveUserIds(tx, orgId, id);
  }
}
