import { Injectable } from '@nestjs/common';
import { ConflictError, type OrgId, type Page, type PageRequest, type UserId } from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import type { Role } from '../auth/index.js';
import type { User, UserStatus } from './user.js';

export interface UserQuery {
  readonly page: PageRequest;
  readonly sort: UserSort;
  readonly descending: boolean;
  /** Part of a name, e-mail or handle in any case; a whole e-mail finds its owner alone. */
  readonly text?: string;
  readonly statuses?: readonly UserStatus[];
}

const SORT_COLUMNS = {
  name: 'u.name',
  email: 'u.email',
  created_at: 'u.created_at',
  modified_at: 'u.modified_at',
  user_count: 'u.name',
} as const;
export type UserSort = keyof typeof SORT_COLUMNS;
export const USER_SORTS = Object.keys(SORT_COLUMNS) as UserSort[];

export interface NewUser {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly title: string | null;
  readonly role: Role;
}

interface UserRow {
  readonly id: UserId;
  readonly handle: string;
  readonly email: string;
  readonly name: string;
  readonly title: string | null;
  readonly role: Role;
  readonly status: UserStatus;
  readonly service_account: boolean;
  readonly verified: boolean;
  readonly created_at: Temporal.Instant;
  readonly modified_at: Temporal.Instant;
}

const COLUMNS = `u.id, u.handle, u.email, u.name, u.title, u.role, u.status, u.service_account, u.verified,
                 u.created_at, u.modified_at`;

const MATCHES = `($2::text is null
  or u.email = lower($2)
  or (not exists (select from users whole where whole.org_id = $1 and whole.email = lower($2))
      and (position(lower($2) in u.email) > 0 or position(lower($2) in lower(u.name)) > 0
           or position(lower($2) in lower(u.handle)) > 0)))
  and ($3::text[] is null or u.status = any($3))`;

@Injectable()
export class UsersRepository {
  /** By users_pk. */
  async find(tx: Tx, orgId: OrgId, id: UserId): Promise<User | undefined> {
    const rows = await tx.query<UserRow>(`select ${COLUMNS} from users u where u.org_id = $1 and u.id = $2`, [
      orgId,
      id,
    ]);
    return rows[0] && userOf(rows[0]);
  }

  /** Many, ordered by id; by users_pk. */
  async findMany(tx: Tx, orgId: OrgId, ids: readonly UserId[]): Promise<User[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<UserRow>(
      `select ${COLUMNS} from users u where u.org_id = $1 and u.id = any($2::uuid[]) order by u.id`,
      [orgId, ids],
    );
    return rows.map(userOf);
  }

  /** One page, and how many there are with and without the filter. Reads the organization's people. */
  async list(tx: Tx, orgId: OrgId, query: UserQuery): Promise<Page<User> & { readonly totalOfAll: number }> {
    const { page, text = null, statuses = null } = query;
    const direction = query.descending ? 'desc' : 'asc';
    const counts = await tx.query<{ all_users: number; matching: number }>(
      `select count(*) as all_users, count(*) filter (where ${MATCHES}) as matching from users u where u.org_id = $1`,
      [orgId, text, statuses],
    );
    const rows = await tx.query<UserRow>(
      `select ${COLUMNS} from users u where u.org_id = $1 and ${MATCHES}
        order by ${SORT_COLUMNS[query.sort]} ${direction}, u.id ${direction}
        limit $4 offset $5`,
      [orgId, text, statuses, page.size, page.size * page.number],
    );
    return {
      items: rows.map(userOf),
      total: counts[0]?.matching ?? 0,
      totalOfAll: counts[0]?.all_users ?? 0,
    };
  }

  /**
   * Locks the user together with every admin who is not disabled, in the order of ids: of two admins who disable
   * each other at the same time the second sees what the first did. `no key update`: rows that refer to a user are
   * written meanwhile.
   */
  async lockWithAdmins(
    tx: Tx,
    orgId: OrgId,
    id: UserId,
  ): Promise<{ readonly user: User | undefined; readonly admins: ReadonlySet<UserId> }> {
    const rows = await tx.query<UserRow>(
      `select ${COLUMNS} from users u
        where u.org_id = $1 and (u.id = $2 or (u.role = 'admin' and u.disabled_at is null))
        order by u.id
          for no key update`,
      [orgId, id],
    );
    const users = rows.map(userOf);
    const admins = users.filter((user) => user.role === 'admin' && user.status !== 'Disabled').map((user) => user.id);
    return { user: users.find((user) => user.id === id), admins: new Set(admins) };
  }

  /** A pending user whose handle is the e-mail. Throws `ConflictError` when the e-mail is taken. */
  async insert(tx: Tx, orgId: OrgId, user: NewUser): Promise<User> {
    const sql = `insert into users as u (org_id, id, handle, email, name, title, role, status, service_account, verified,
                                         created_at, modified_at)
                 select $1, $2, lower($3), lower($3), $4, $5, $6, 'Pending', false, false, at.now, at.now
                   from (select clock_timestamp() as now) at
                 returning ${COLUMNS}`;
    return this.write(tx, sql, [orgId, user.id, user.email, user.name, user.title, user.role]);
  }

  /** Writes what may change. Throws `ConflictError` when the e-mail is taken. */
  async update(tx: Tx, orgId: OrgId, user: User): Promise<User> {
    const sql = `update users u
                    set handle = case when $3 = $4 then lower($4) else $3 end, email = lower($4), name = $5, role = $6, status = $7, modified_at = at.now,
                        disabled_at = case when $7 = 'Disabled' then coalesce(u.disabled_at, at.now) end
                   from (select clock_timestamp() as now) at
                  where u.org_id = $1 and u.id = $2
                 returning ${COLUMNS}`;
    return this.write(tx, sql, [orgId, user.id, user.handle, user.email, user.name, user.role, user.status]);
  }

  private async write(tx: Tx, sql: string, parameters: readonly unknown[]): Promise<User> {
    try {
      const [row] = await tx.query<UserRow>(sql, parameters);
      if (row === undefined) throw new Error('the statement wrote no user');
      return userOf(row);
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'users_email_once' || constraint === 'users_handle_once') {
        throw new ConflictError('A user with this e-mail already exists.');
      }
      throw error;
    }
  }
}

function userOf(row: UserRow): User {
  const { service_account, verified, created_at, modified_at, ...same } = row;
  return {
    ...same,
    isServiceAccount: service_account,
    isVerified: verified,
    createdAt: created_at,
    modifiedAt: modified_at,
  };
}
