import { Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError, type Actor, type UserId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { Audit } from '../audit/index.js';
import { InvitationsRepository, type Invitation } from './invitations.repository.js';
import { UsersRepository } from './users.repository.js';

@Injectable()
export class InvitationsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly invitations: InvitationsRepository,
    private readonly audit: Audit,
  ) {}

  /** All of them or none. Throws `NotFoundError` for an unknown person, `ConflictError` for a disabled one. */
  invite(actor: Actor, userIds: readonly UserId[]): Promise<Invitation[]> {
    const once = [...new Set(userIds)];
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const users = new Map((await this.users.findMany(tx, actor.orgId, once)).map((user) => [user.id, user]));
      for (const id of once) {
        const user = users.get(id);
        if (user === undefined) throw new NotFoundError('User', id);
        if (user.status === 'Disabled') throw new ConflictError(`The user ${id} is disabled.`, 'user_disabled');
      }
      const invited = await this.invitations.replace(tx, actor.orgId, once, actor.userId);
      await this.audit.recordAll(
        tx,
        invited.map(({ id, userId }) => ({
          actor,
          action: 'user.invited',
          resourceType: 'user',
          resourceId: userId,
          after: { invitation_id: id },
        })),
      );
      return invited;
    });
  }
}
