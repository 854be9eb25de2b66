import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { User } from './user.js';
import { UsersRepository } from './users.repository.js';

/** What other features ask about people inside their transaction. Works as `casem_app` and as `casem_engine`. */
@Injectable()
export class UsersReader {
  constructor(private readonly users: UsersRepository) {}

  /** Those of `ids` that are people of the organization, disabled ones too, ordered by id. */
  list(tx: Tx, orgId: OrgId, ids: readonly UserId[]): Promise<User[]> {
    return this.users.findMany(tx, orgId, ids);
  }

  /** Those of `ids` that are people of the organization and not disabled; by users_pk. */
  async active(tx: Tx, orgId: OrgId, ids: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    if (ids.length === 0) return new Set();
    const rows = await tx.query<{ id: UserId }>(
      'select u.id from users u where u.org_id = $1 and u.id = any($2::uuid[]) and u.disabled_at is null',
      [orgId, ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Those of `ids` that are people of the organization, disabled ones too; by users_pk. */
  async known(tx: Tx, orgId: OrgId, ids: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    if (ids.length === 0) return new Set();
    const rows = await tx.query<{ id: UserId }>(
      'select u.id from users u where u.org_id = $1 and u.id = any($2::uuid[])',
      [orgId, ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** The admins who are not disabled: whom the engine turns to when a policy reached nobody (DESIGN §4.9). */
  async admins(tx: Tx, orgId: OrgId): Promise<UserId[]> {
    const rows = await tx.query<{ id: UserId }>(
      `select u.id from users u
        where u.org_id = $1 and u.role = 'admin' and u.disabled_at is null
        order by u.id limit 100`,
      [orgId],
    );
    return rows.map((row) => row.id);
  }
}
