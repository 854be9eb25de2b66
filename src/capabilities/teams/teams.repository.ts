import { Injectable } from '@nestjs/common';
import { ConflictError, type OrgId, type Page, type TeamId, type UserId } from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import type { Team, TeamText } from './team.js';

export interface TeamQuery {
  readonly size: number;
  readonly offset: number;
  readonly sort: 'name' | 'user_count';
  readonly descending: boolean;
  /** Part of a name or handle in any case. */
  readonly keyword?: string;
  /** Whether the keyword is also looked for in the e-mails of the members. */
  readonly searchesEmails: boolean;
  readonly memberId?: UserId;
}

interface TeamRow {
  readonly id: TeamId;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly avatar: string | null;
  readonly banner: number | null;
  readonly hidden_modules: string[] | null;
  readonly visible_modules: string[] | null;
  readonly user_count: number;
  readonly created_at: Temporal.Instant;
  readonly modified_at: Temporal.Instant;
}

const USER_COUNT = `(select count(*) from team_memberships m where m.org_id = t.org_id and m.team_id = t.id)`;
const COLUMNS = `t.id, t.handle, t.name, t.description, t.avatar, t.banner, t.hidden_modules, t.visible_modules,
                 t.created_at, t.modified_at, ${USER_COUNT} as user_count`;
const SORT_COLUMNS = { name: 't.name', user_count: USER_COUNT } as const;

/** Foreign keys that keep a team in use alive, and what to say of them. */
const USES: Readonly<Record<string, string>> = {
  escalation_policy_targets_team: 'an escalation policy has it as a target',
  live_call_numbers_of_team: 'people call it on a number',
  cases_team: 'cases or pages belong to it',
};

@Injectable()
export class TeamsRepository {
  /** By teams_pk. */
  async find(tx: Tx, orgId: OrgId, id: TeamId): Promise<Team | undefined> {
    const rows = await tx.query<TeamRow>(`select ${COLUMNS} from teams t where t.org_id = $1 and t.id = $2`, [
      orgId,
      id,
    ]);
    return rows[0] && teamOf(rows[0]);
  }

  /** As `find`; nobody else changes the team or its members until the commit; pages are created meanwhile. */
  async lock(tx: Tx, orgId: OrgId, id: TeamId): Promise<Team | undefined> {
    const locked = await tx.query('select from teams t where t.org_id = $1 and t.id = $2 for no key update', [
      orgId,
      id,
    ]);
    return locked.length === 0 ? undefined : this.find(tx, orgId, id);
  }

  /** By teams_handle_once. */
  async findByHandle(tx: Tx, orgId: OrgId, handle: string): Promise<Team | undefined> {
    const rows = await tx.query<TeamRow>(`select ${COLUMNS} from teams t where t.org_id = $1 and t.handle = $2`, [
      orgId,
      handle,
    ]);
    return rows[0] && teamOf(rows[0]);
  }

  /** Many by id, ordered by name; by teams_pk. */
  async findMany(tx: Tx, orgId: OrgId, ids: readonly TeamId[]): Promise<Team[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<TeamRow>(
      `select ${COLUMNS} from teams t where t.org_id = $1 and t.id = any($2::uuid[]) order by t.name`,
      [orgId, ids],
    );
    return rows.map(teamOf);
  }

  /** One page of the organization's teams, and how many match. */
  async list(tx: Tx, orgId: OrgId, query: TeamQuery): Promise<Page<Team>> {
    const { keyword = null, memberId = null, size, offset } = query;
    const direction = query.descending ? 'desc' : 'asc';
    const matches = `t.org_id = $1
      and ($2::text is null or position(lower($2) in lower(t.name)) > 0 or position(lower($2) in lower(t.handle)) > 0
           or ($3::boolean and exists (
                 select from team_memberships m join users u on u.org_id = m.org_id and u.id = m.user_id
                  where m.org_id = t.org_id and m.team_id = t.id and position(lower($2) in u.email) > 0)))
      and ($4::uuid is null or exists (
             select from team_memberships m where m.org_id = t.org_id and m.team_id = t.id and m.user_id = $4))`;
    const parameters = [orgId, keyword, query.searchesEmails, memberId];
    const counts = await tx.query<{ matching: number }>(
      `select count(*) as matching from teams t where ${matches}`,
      parameters,
    );
    const rows = await tx.query<TeamRow>(
      `select ${COLUMNS} from teams t where ${matches}
        order by ${SORT_COLUMNS[query.sort]} ${direction}, t.id ${direction} limit $5 offset $6`,
      [...parameters, size, offset],
    );
    return { items: rows.map(teamOf), total: counts[0]?.matching ?? 0 };
  }

  /** Throws `ConflictError` when the name or handle is taken. */
  async insert(tx: Tx, orgId: OrgId, id: TeamId, text: TeamText): Promise<void> {
    await uniquely(() =>
      tx.query(
        `insert into teams (org_id, id, handle, name, description, avatar, banner, hidden_modules, visible_modules,
                            created_at, modified_at)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, at.moment, at.moment from (select clock_timestamp() as moment) at`,
        [orgId, id, ...columnsOf(text)],
      ),
    );
  }

  /** Throws `ConflictError` when the name or handle is taken. */
  async update(tx: Tx, orgId: OrgId, id: TeamId, text: TeamText): Promise<void> {
    await uniquely(() =>
      tx.query(
        `update teams
            set handle = $3, name = $4, description = $5, avatar = $6, banner = $7, hidden_modules = $8,
                visible_modules = $9, modified_at = clock_timestamp()
          where org_id = $1 and id = $2`,
        [orgId, id, ...columnsOf(text)],
      ),
    );
  }

  /** With its memberships and routing rules. Throws `ConflictError` when something else still needs the team. */
  async remove(tx: Tx, orgId: OrgId, id: TeamId): Promise<void> {
    try {
      await tx.query('delete from teams where org_id = $1 and id = $2', [orgId, id]);
    } catch (error) {
      const use = USES[violatedConstraint(error) ?? ''];
      if (use !== undefined) throw new ConflictError(`The team cannot be deleted: ${use}.`, 'in_use');
      throw error;
    }
  }
}

function columnsOf(text: TeamText): unknown[] {
  const { handle, name, description, avatar, banner, hiddenModules, visibleModules } = text;
  return [handle, name, description, avatar, banner, hiddenModules, visibleModules];
}

async function uniquely(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'teams_handle_once' || constraint === 'teams_name_once') {
      throw new ConflictError('Team name and handle must be unique');
    }
    throw error;
  }
}

function teamOf(row: TeamRow): Team {
  const { hidden_modules, visible_modules, user_count, created_at, modified_at, ...same } = row;
  return {
    ...same,
    hiddenModules: hidden_modules,
    visibleModules: visible_modules,
    userCount: user_count,
    createdAt: created_at,
    modifiedAt: modified_at,
  };
}
