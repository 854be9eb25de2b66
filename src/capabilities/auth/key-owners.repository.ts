import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Role } from './roles.js';

export interface KeyOwner {
  readonly role: Role;
  readonly isActive: boolean;
  readonly isPending: boolean;
}

/** The people for whom keys are made. */
@Injectable()
export class KeyOwnersRepository {
  /** Locks the person: nobody disables them or changes their role until the commit; by users_pk. */
  async lock(tx: Tx, orgId: OrgId, id: UserId): Promise<KeyOwner | undefined> {
    const rows = await tx.query<{ role: Role; active: boolean; pending: boolean }>(
      `select u.role, u.disabled_at is null as active, u.status = 'Pending' as pending
         from users u where u.org_id = $1 and u.id = $2 for no key update`,
      [orgId, id],
    );
    return rows[0] && { role: rows[0].role, isActive: rows[0].active, isPending: rows[0].pending };
  }

  /** A pending person can sign in from now on. */
  async activate(tx: Tx, orgId: OrgId, id: UserId): Promise<void> {
    await tx.query(
      `update users set status = 'Active', verified = true, modified_at = clock_timestamp()
        where org_id = $1 and id = $2 and status = 'Pending'`,
      [orgId, id],
    );
  }
}
