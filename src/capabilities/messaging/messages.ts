import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import { WakeUp } from '../timers/index.js';
import { sealedContent } from './content.js';
import type { NewMessage, Via } from './message.js';

const DAY_MINUTES = 1_440;

/** The queue of messages that are not notifications of pages: codes, tests, hand-offs. `message-sender.ts` sends. */
@Injectable()
export class Messages {
  constructor(
    private readonly config: TenantConfig,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Whether this installation can send that way at all; what cannot be sent fails in the queue with this reason. */
  isConfigured(via: Via): boolean {
    return (via === 'email' ? this.config.email : this.config.phone) !== undefined;
  }

  /** Queues in the caller's transaction; works as `casem_app` and as `casem_engine`. Answers the message's id. */
  async enqueue(tx: Tx, message: NewMessage): Promise<string> {
    const [id = ''] = await this.enqueueAll(tx, [message]);
    return id;
  }

  /** As `enqueue`, for many in one statement. Answers an id for each, also for one that `onceKey` drops. */
  async enqueueAll(tx: Tx, messages: readonly NewMessage[]): Promise<readonly string[]> {
    if (messages.length === 0) return [];
    const rows = messages.map((message) => rowOf(this.config.keyHashingSecret, message));
    await tx.query(
      `insert into messages (org_id, id, user_id, kind, via, channel_id, once_key, sealed_content, state, attempt,
              next_attempt_at, created_at, expires_at)
       select m.org_id, m.id, m.user_id, m.kind, m.via, m.channel_id, m.once_key, decode(m.sealed_content, 'base64'),
              'pending', 0, clock.at, clock.at, clock.at + make_interval(mins => m.expires_after_minutes)
         from jsonb_to_recordset($1::jsonb) as m(org_id uuid, id uuid, user_id uuid, kind text, via text,
                channel_id uuid, once_key text, sealed_content text, expires_after_minutes integer)
        cross join (select clock_timestamp() as at) clock
       on conflict do nothing`,
      [JSON.stringify(rows)],
    );
    tx.afterCommit(() => {
      this.wakeUp.signal('messages');
    });
    return rows.map((row) => row.id);
  }
}

function rowOf(secret: string, message: NewMessage) {
  const { orgId, userId, to, content, onceKey } = message;
  const id = newId();
  const lifetime = content.kind === 'verification' ? content.validMinutes : DAY_MINUTES;
  return {
    org_id: orgId,
    id,
    user_id: userId,
    kind: content.kind,
    via: to.via,
    channel_id: to.channelId,
    once_key: onceKey,
    sealed_content: sealedContent(secret, { orgId, id }, content).toString('base64'),
    expires_after_minutes: message.expiresAfterMinutes ?? lifetime,
  };
}
