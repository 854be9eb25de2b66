import { Injectable } from '@nestjs/common';
import { NotFoundError, type Actor, type UserId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { NotificationRulesReader } from './notification-rules.reader.js';
import type { Readiness } from './readiness.js';

@Injectable()
export class ReadinessService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: NotificationRulesReader,
  ) {}

  /** @throws NotFoundError when the organization has no such person */
  async get(actor: Actor, userId: UserId): Promise<Readiness> {
    const [found] = await this.unitOfWork.read(actor.orgId, (tx) => this.reader.readiness(tx, actor.orgId, [userId]));
    if (found === undefined) throw new NotFoundError('user');
    return found;
  }
}
