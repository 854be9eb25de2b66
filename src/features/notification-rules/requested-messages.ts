import { Injectable } from '@nestjs/common';
import { LimitError, newId, type Actor } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { EngineUnitOfWork, type Tx } from '../../platform/database/index.js';
import type { NotificationChannel } from './notification-channel.js';
import { addressHmac } from './verification-code.js';

export type Purpose = 'verification' | 'test';

/** How many messages may be asked for: nobody floods a stranger's phone, or runs up a bill. */
export const LIMITS = {
  /** To one channel, for one purpose. */
  secondsBetween: 60,
  perChannelAndHour: 5,
  /** To all channels of one person. */
  perPersonAndHour: 10,
  /** To one address, whoever names it, in every organization. */
  perAddressAndDay: 10,
} as const;

interface Counts {
  readonly since_last: number | null;
  readonly of_channel: number;
  readonly of_person: number;
}

/** What people asked to be sent to a channel, and the limits on it. A deleted channel does not lift them. */
@Injectable()
export class RequestedMessages {
  constructor(
    private readonly config: TenantConfig,
    private readonly engine: EngineUnitOfWork,
  ) {}

  /**
   * Refuses an address that got enough today, over all organizations: hence counted as the engine. What is sent to one
   * address takes turns until the transaction ends, so that many requests at once do not all see room for one more;
   * who would have to wait is refused and holds no connection. Forgets what no limit looks at any more. By
   * requested_messages_of_address and requested_messages_by_age.
   * @throws LimitError
   */
  async refuseTiredAddress(tx: Tx, address: string): Promise<void> {
    const hmac = addressHmac(this.config.keyHashingSecret, address);
    const [turn] = await tx.query<{ taken: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
      [`messages to ${hmac.toString('base64')}`],
    );
    if (turn?.taken !== true) throw new LimitError('Another message to this address is being sent; try again.', 1);
    const [row] = await this.engine.statement<{ count: number; wait: number }>(
      `with old as materialized (
         select r.org_id, r.id from requested_messages r
          where r.sent_at < (select clock_timestamp()) - interval '1 day' order by r.sent_at limit 100
       ), forgotten as (
         delete from requested_messages r
          where r.org_id = any(array(select org_id from old)) and r.id = any(array(select id from old))
       )
       select count(*)::int as count,
              coalesce(ceil(extract(epoch from min(r.sent_at) + interval '1 day' - clock_timestamp())), 0)::int as wait
         from requested_messages r
        where r.address_hmac = $1 and r.sent_at > (select clock_timestamp()) - interval '1 day'`,
      [hmac],
    );
    if (row === undefined || row.count < LIMITS.perAddressAndDay) return;
    throw new LimitError(`An address gets at most ${LIMITS.perAddressAndDay} such messages a day.`, row.wait);
  }

  /**
   * Notes one message; the caller has locked the person, so that counts hold. By requested_messages_of_user.
   * @throws LimitError when the channel or the person got enough
   */
  async note(tx: Tx, actor: Actor, channel: NotificationChannel, purpose: Purpose): Promise<void> {
    const [counts] = await tx.query<Counts>(
      `select extract(epoch from clock_timestamp() - max(r.sent_at) filter (
                where r.channel_id = $3 and r.purpose = $4))::float8 as since_last,
              count(*) filter (where r.channel_id = $3 and r.purpose = $4)::int as of_channel,
              count(*)::int as of_person
         from requested_messages r
        where r.org_id = $1 and r.user_id = $2 and r.sent_at > (select clock_timestamp()) - interval '1 hour'`,
      [actor.orgId, channel.userId, channel.id, purpose],
    );
    if (counts !== undefined) refuse(counts);
    await tx.query(
      `insert into requested_messages (org_id, id, user_id, channel_id, address_hmac, purpose, sent_at)
       values ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
      [
        actor.orgId,
        newId(),
        channel.userId,
        channel.id,
        addressHmac(this.config.keyHashingSecret, channel.address),
        purpose,
      ],
    );
  }
}

function refuse(counts: Counts): void {
  const { secondsBetween, perChannelAndHour, perPersonAndHour } = LIMITS;
  if (counts.since_last !== null && counts.since_last < secondsBetween) {
    const wait = Math.ceil(secondsBetween - counts.since_last);
    throw new LimitError(`One message a minute to a channel; try again in ${wait} s.`, wait);
  }
  if (counts.of_channel >= perChannelAndHour) {
    throw new LimitError(`A channel gets at most ${perChannelAndHour} such messages an hour.`, 3600);
  }
  if (counts.of_person >= perPersonAndHour) {
    throw new LimitError(`A person is sent at most ${perPersonAndHour} such messages an hour.`, 3600);
  }
}
