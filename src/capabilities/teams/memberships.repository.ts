import { Injectable } from '@nestjs/common';
import { ConflictError, type OrgId, type Page, type TeamId, type UserId } from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import type { Membership, MembershipRole } from './team.js';

const SORT_COLUMNS = { number: 'm.number', name: 'u.name', handle: 'u.handle', email: 'u.email' } as const;
export type MembershipSort = keyof typeof SORT_COLUMNS;

export interface MembershipQuery {
  readonly size: number;
  readonly offset: number;
  readonly sort: MembershipSort;
  readonly descending: boolean;
  /** Part of a member's name or e-mail in any case. */
  readonly keyword?: string;
}

interface MembershipRow {
  readonly team_id: TeamId;
  readonly user_id: UserId;
  readonly number: number;
  readonly role: MembershipRole;
}

const COLUMNS = 'm.team_id, m.user_id, m.number, m.role';

/** Who belongs to which team. Numbers are given under the team's lock: lock it before `insert`. */
@Injectable()
export class MembershipsRepository {
  /** By team_memberships_pk. */
  async lock(tx: Tx, orgId: OrgId, teamId: TeamId, userId: UserId): Promise<Membership | undefined> {
    const rows = await tx.query<MembershipRow>(
      `select ${COLUMNS} from team_memberships m
        where m.org_id = $1 and m.team_id = $2 and m.user_id = $3 for update`,
      [orgId, teamId, userId],
    );
    return rows[0] && membershipOf(rows[0]);
  }

  /** One page of a team's members, and how many match; by team_memberships_pk. */
  async list(tx: Tx, orgId: OrgId, teamId: TeamId, query: MembershipQuery): Promise<Page<Membership>> {
    const direction = query.descending ? 'desc' : 'asc';
    const matching = `from team_memberships m
      join users u on u.org_id = m.org_id and u.id = m.user_id
      where m.org_id = $1 and m.team_id = $2
        and ($3::text is null or position(lower($3) in u.email) > 0 or position(lower($3) in lower(u.name)) > 0)`;
    const parameters = [orgId, teamId, query.keyword ?? null];
    const counts = await tx.query<{ total: number }>(`select count(*) as total ${matching}`, parameters);
    const rows = await tx.query<MembershipRow>(
      `select ${COLUMNS} ${matching}
        order by ${SORT_COLUMNS[query.sort]} ${direction}, m.number ${direction} limit $4 offset $5`,
      [...parameters, query.size, query.offset],
    );
    return { items: rows.map(membershipOf), total: counts[0]?.total ?? 0 };
  }

  /** The teams of a person, oldest membership first; by team_memberships_by_user. */
  async listOfUser(tx: Tx, orgId: OrgId, userId: UserId, limit: number): Promise<Membership[]> {
    const rows = await tx.query<MembershipRow>(
      `select ${COLUMNS} from team_memberships m
        where m.org_id = $1 and m.user_id = $2 order by m.created_at, m.team_id limit $3`,
      [orgId, userId, limit],
    );
    return rows.map(membershipOf);
  }

  /** Members who are not disabled, in the order of joining; at most 1,000. */
  async listActiveUserIds(tx: Tx, orgId: OrgId, teamId: TeamId): Promise<UserId[]> {
    const rows = await tx.query<{ user_id: UserId }>(
      `select m.user_id from team_memberships m
         join users u on u.org_id = m.org_id and u.id = m.user_id
        where m.org_id = $1 and m.team_id = $2 and u.disabled_at is null
        order by m.number limit 1000`,
      [orgId, teamId],
    );
    return rows.map((row) => row.user_id);
  }

  /** Throws `ConflictError` for one who is a member already. The users must exist. */
  async insert(
    tx: Tx,
    orgId: OrgId,
    teamId: TeamId,
    userIds: readonly UserId[],
    role: MembershipRole,
  ): Promise<Membership[]> {
    if (userIds.length === 0) return [];
    try {
      const rows = await tx.query<MembershipRow>(
        `insert into team_memberships as m (org_id, team_id, user_id, number, role, created_at)
         select $1, $2, added.id, latest.number + added.position, $4, clock_timestamp()
           from unnest($3::uuid[]) with ordinality as added (id, position),
                (select coalesce(max(o.number), 0) as number from team_memberships o
                  where o.org_id = $1 and o.team_id = $2) latest
         returning ${COLUMNS}`,
        [orgId, teamId, userIds, role],
      );
      return rows.map(membershipOf);
    } catch (error) {
      if (violatedConstraint(error) === 'team_memberships_pk') {
        throw new ConflictError('The user is a member of the team already.');
      }
      throw error;
    }
  }

  async updateRole(tx: Tx, orgId: OrgId, membership: Membership): Promise<void> {
    await tx.query('update team_memberships set role = $4 where org_id = $1 and team_id = $2 and user_id = $3', [
      orgId,
      membership.teamId,
      membership.userId,
      membership.role,
    ]);
  }

  async remove(tx: Tx, orgId: OrgId, teamId: TeamId, userId: UserId): Promise<void> {
    await tx.query('delete from team_memberships where org_id = $1 and team_id = $2 and user_id = $3', [
      orgId,
      teamId,
      userId,
    ]);
  }
}

function membershipOf(row: MembershipRow): Membership {
  return { teamId: row.team_id, userId: row.user_id, number: row.number, role: row.role };
}
