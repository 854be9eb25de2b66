import { Injectable } from '@nestjs/common';
import { permissionsOf } from '../../capabilities/auth/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import {
  ConflictError,
  NotFoundError,
  type Actor,
  type CaseId,
  type OrgId,
  type UserId,
  type Via,
} from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import type { ReplyAction } from '../notifications/index.js';
import { PagesService, type Page } from '../pages/index.js';

/** Who answers, without a key: a link or a phone proved it. */
export interface Answerer {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly requestId: string;
  readonly via: Via;
}

/** What became of one page. */
export type Answered =
  | { readonly outcome: 'done'; readonly page: Page }
  /** It was resolved before, and cannot be acknowledged. */
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'gone' };

/** Acknowledges and resolves for people who answer a notification. They may do what their role may, and no more. */
@Injectable()
export class AnsweredPages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersReader,
    private readonly pages: PagesService,
  ) {}

  /** The person as the actor; undefined when they are gone, disabled, or may not respond to pages any more. */
  async actor({ orgId, userId, requestId, via }: Answerer): Promise<Actor | undefined> {
    const [user] = await this.unitOfWork.read(orgId, (tx) => this.users.list(tx, orgId, [userId]));
    if (user === undefined || user.status === 'Disabled') return undefined;
    const permissions = permissionsOf(user.role);
    return permissions.has('on_call_respond')
      ? { kind: 'user', orgId, userId, permissions, requestId, via }
      : undefined;
  }

  /** Each page in a transaction of its own, in the order given; doing it again changes nothing. */
  async answerAll(actor: Actor, caseIds: readonly CaseId[], action: ReplyAction): Promise<readonly Answered[]> {
    const answered: Answered[] = [];
    for (const caseId of caseIds) answered.push(await this.answer(actor, caseId, action));
    return answered;
  }

  async answer(actor: Actor, caseId: CaseId, action: ReplyAction): Promise<Answered> {
    try {
      const page =
        action === 'acknowledge'
          ? await this.pages.acknowledge(actor, caseId)
          : await this.pages.resolve(actor, caseId);
      return { outcome: 'done', page };
    } catch (error) {
      if (error instanceof ConflictError) return { outcome: 'closed' };
      if (error instanceof NotFoundError) return { outcome: 'gone' };
      throw error;
    }
  }
}
