import { Injectable } from '@nestjs/common';
import type { Via } from '../../capabilities/messaging/index.js';
import type { OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { CODE_VALID_MINUTES } from './verification-code.js';

/** The code that was sent to a channel last. */
export interface Verification {
  readonly method: Via;
  readonly hmac: Buffer;
  readonly tries: number;
  readonly expiresAt: Temporal.Instant;
}

@Injectable()
export class VerificationsRepository {
  /** Replaces the code that was sent before. Answers when the new one expires. */
  async replace(tx: Tx, orgId: OrgId, channelId: string, method: Via, hmac: Buffer): Promise<Temporal.Instant> {
    const [row] = await tx.query<{ expires_at: Temporal.Instant }>(
      `insert into channel_verifications (org_id, channel_id, method, code_hmac, tries, sent_at, expires_at)
       select $1, $2, $3, $4, 0, c.at, c.at + make_interval(mins => $5)
         from (select clock_timestamp() as at) c
       on conflict on constraint channel_verifications_pk do update
         set method = excluded.method, code_hmac = excluded.code_hmac, tries = 0, sent_at = excluded.sent_at,
             expires_at = excluded.expires_at
       returning expires_at`,
      [orgId, channelId, method, hmac, CODE_VALID_MINUTES],
    );
    if (row === undefined) throw new Error('the code was not stored');
    return row.expires_at;
  }

  /** After locking it: tries of one code take turns. */
  async lock(tx: Tx, orgId: OrgId, channelId: string): Promise<Verification | undefined> {
    const [row] = await tx.query<{ method: Via; hmac: Buffer; tries: number; expires_at: Temporal.Instant }>(
      `select v.method, v.code_hmac as hmac, v.tries, v.expires_at
         from channel_verifications v where v.org_id = $1 and v.channel_id = $2 for update`,
      [orgId, channelId],
    );
    return row === undefined
      ? undefined
      : { method: row.method, hmac: row.hmac, tries: row.tries, expiresAt: row.expires_at };
  }

  async countTry(tx: Tx, orgId: OrgId, channelId: string): Promise<void> {
    await tx.query('update channel_verifications v set tries = v.tries + 1 where v.org_id = $1 and v.channel_id = $2', [
      orgId,
      channelId,
    ]);
  }

  async remove(tx: Tx, orgId: OrgId, channelId: string): Promise<void> {
    await tx.query('delete from channel_verifications v where v.org_id = $1 and v.channel_id = $2', [orgId, channelId]);
  }
}
