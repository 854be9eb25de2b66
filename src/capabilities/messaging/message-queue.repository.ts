import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import type { MessageContent, Via } from './message.js';
import { CLAIM, FORGET, RECORD } from './message-queue.sql.js';

/** A message that this sender holds until the lease ends. */
export interface ClaimedMessage {
  readonly org_id: OrgId;
  readonly id: string;
  readonly user_id: UserId;
  readonly kind: MessageContent['kind'];
  readonly via: Via;
  readonly channel_id: string;
  readonly sealed_content: Buffer;
  readonly attempt: number;
  readonly expired: boolean;
}

export type MessageResult =
  | { readonly state: 'sent'; readonly providerId: string | undefined }
  | { readonly state: 'failed' | 'cancelled'; readonly reason: string }
  | { readonly state: 'pending'; readonly reason: string; readonly delayMs: number };

/** Longer than any provider's call: a sender that has not answered by then is taken for gone. */
const LEASE_SECONDS = 30;

@Injectable()
export class MessageQueueRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  claim(limit: number): Promise<ClaimedMessage[]> {
    return this.engine.statement<ClaimedMessage>(CLAIM, [limit, LEASE_SECONDS]);
  }

  /** Answers whether it was recorded: not when the lease went to another sender meanwhile. */
  async record(claimed: ClaimedMessage, result: MessageResult): Promise<boolean> {
    const recorded = await this.engine.statement<{ id: string }>(RECORD, [
      claimed.org_id,
      claimed.id,
      claimed.attempt,
      result.state,
      'reason' in result ? result.reason : null,
      result.state === 'sent' ? (result.providerId ?? null) : null,
      result.state === 'pending' ? result.delayMs / 1000 : 0,
    ]);
    return recorded.length > 0;
  }

  async forgetOld(): Promise<void> {
    await this.engine.statement(FORGET);
  }
}
