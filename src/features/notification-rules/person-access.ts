import { Injectable } from '@nestjs/common';
import { UsersReader } from '../../capabilities/users/index.js';
import { ForbiddenError, NotFoundError, type Actor, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

/**
 * How a person is reached is that person's: they read and change it themselves, and admins for them
 * (contract/NOTES.md §1.3: the target user, or `on_call_admin`).
 */
export function refuseOthers(actor: Actor, userId: UserId): void {
  if (actor.userId === userId || actor.permissions.has('on_call_admin')) return;
  throw new ForbiddenError('These are for the person themselves and for those with the permission on_call_admin.');
}

@Injectable()
export class PersonAccess {
  constructor(private readonly users: UsersReader) {}

  /** @throws NotFoundError when the organization has no such person */
  async requirePerson(tx: Tx, actor: Actor, userId: UserId): Promise<void> {
    const known = await this.users.known(tx, actor.orgId, [userId]);
    if (!known.has(userId)) throw new NotFoundError('user');
  }

  /** As `requirePerson`; what is written for one person takes turns from here on, so that counts hold. */
  async lockPerson(tx: Tx, actor: Actor, userId: UserId): Promise<void> {
    await this.requirePerson(tx, actor, userId);
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`notification rules of ${userId}`]);
  }
}
