import { Injectable } from '@nestjs/common';
import {
  ForbiddenError,
  newId,
  NotFoundError,
  UnprocessableError,
  type Actor,
  type Page,
  type UserId,
} from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { Audit } from '../audit/index.js';
import type { Role } from '../auth/index.js';
import { assertAdminRemains, assertMayGive, changed, difference, mayReadPerson } from './user.js';
import type { User, UserChanges } from './user.js';
import { UserDirectory } from './user-directory.js';
import { UsersRepository, type UserQuery } from './users.repository.js';

/** What can be done with the people of an organization. Reads are audited too: they show personal data. */
@Injectable()
export class UsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly audit: Audit,
    private readonly directory: UserDirectory,
  ) {}

  create(actor: Actor, attributes: { email: string; name?: string; title?: string; role: Role }): Promise<User> {
    assertMayGive(actor, attributes.role);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const { email, name = '', title = null, role } = attributes;
      const user = await this.users.insert(tx, actor.orgId, { id: newId<UserId>(), email, name, title, role });
      const after = { role: user.role, status: user.status };
      await this.audit.record(tx, actor, { action: 'user.created', ...resource(user.id), after });
      return user;
    });
  }

  /** Everyone reads themselves, others with `users_read`. */
  get(actor: Actor, id: UserId): Promise<User> {
    if (!mayReadPerson(actor, id)) throw new ForbiddenError('This needs the permission users_read.');
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const user = await this.users.find(tx, actor.orgId, id);
      if (user === undefined) throw new NotFoundError('User', id);
      await this.audit.record(tx, actor, { action: 'user.read', ...resource(id) });
      return user;
    });
  }

  list(actor: Actor, query: UserQuery): Promise<Page<User> & { readonly totalOfAll: number }> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const page = await this.users.list(tx, actor.orgId, query);
      await this.audit.record(tx, actor, {
        action: 'users.listed',
        resourceType: 'organization',
        resourceId: actor.orgId,
        after: { user_ids: page.items.map((user) => user.id) },
      });
      return page;
    });
  }

  /** `idInBody` must name the same user as the path. */
  update(actor: Actor, id: UserId, idInBody: string, changes: UserChanges): Promise<User> {
    if (idInBody.toLowerCase() !== id) {
      throw new UnprocessableError("UUID's in the URL and request body do not match");
    }
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const { user: before, admins } = await this.users.lockWithAdmins(tx, actor.orgId, id);
      if (before === undefined) throw new NotFoundError('User', id);
      const after = changed(before, changes);
      const made = difference(before, after);
      if (made === undefined) {
        // The answer shows the person all the same.
        await this.audit.record(tx, actor, { action: 'user.read', ...resource(id) });
        return before;
      }
      if (after.role !== before.role) assertMayGive(actor, after.role);
      assertAdminRemains(before, after, admins);
      const user = await this.users.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, {
        action: 'user.updated',
        ...resource(id),
        before: made.before,
        after: made.after,
      });
      this.directory.forget(tx, actor.orgId, id);
      return user;
    });
  }

  /** A disabled person keeps their row and history; their application keys are dead within five seconds. */
  disable(actor: Actor, id: UserId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const { user: before, admins } = await this.users.lockWithAdmins(tx, actor.orgId, id);
      if (before === undefined || before.status === 'Disabled') throw new NotFoundError('User', id);
      const after = changed(before, { disabled: true });
      assertAdminRemains(before, after, admins);
      await this.users.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, {
        action: 'user.disabled',
        ...resource(id),
        before: { status: before.status },
        after: { status: after.status },
      });
      this.directory.forget(tx, actor.orgId, id);
    });
  }
}

function resource(id: UserId) {
  return { resourceType: 'user', resourceId: id };
}
