import { Injectable } from '@nestjs/common';
import { invalidField, NotFoundError, type OrgId, type UserId } from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import type { ChannelKind, EmailFormat, NotificationChannel } from './notification-channel.js';

interface Row {
  readonly id: string;
  readonly user_id: UserId;
  readonly kind: ChannelKind;
  readonly address: string;
  readonly formats: EmailFormat[];
  readonly region: string | null;
  readonly application_name: string | null;
  readonly verified_at: Temporal.Instant | null;
  readonly sms_subscribed_at: Temporal.Instant | null;
  readonly disabled_at: Temporal.Instant | null;
}

const COLUMNS = `c.id, c.user_id, c.kind, c.address, c.formats, c.region, c.application_name, c.verified_at,
       c.sms_subscribed_at, c.disabled_at`;

@Injectable()
export class NotificationChannelsRepository {
  /** In the order of their creation; by notification_channels_of_person. A person has at most `MAX_CHANNELS`. */
  async list(tx: Tx, orgId: OrgId, userId: UserId): Promise<NotificationChannel[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from notification_channels c where c.org_id = $1 and c.user_id = $2 order by c.created_at, c.id`,
      [orgId, userId],
    );
    return rows.map(channelOf);
  }

  /** By notification_channels_of_person: another person's channel is not found. */
  async get(tx: Tx, orgId: OrgId, userId: UserId, id: string): Promise<NotificationChannel> {
    return (await this.find(tx, orgId, userId, id)) ?? missing();
  }

  async find(tx: Tx, orgId: OrgId, userId: UserId, id: string): Promise<NotificationChannel | undefined> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from notification_channels c where c.org_id = $1 and c.user_id = $2 and c.id = $3`,
      [orgId, userId, id],
    );
    return rows[0] === undefined ? undefined : channelOf(rows[0]);
  }

  /** As `get`, after locking the row. */
  async lock(tx: Tx, orgId: OrgId, userId: UserId, id: string): Promise<NotificationChannel> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from notification_channels c
        where c.org_id = $1 and c.user_id = $2 and c.id = $3 for update`,
      [orgId, userId, id],
    );
    return rows[0] === undefined ? missing() : channelOf(rows[0]);
  }

  /** @throws InvalidError when the person has a channel with this address */
  async insert(tx: Tx, orgId: OrgId, channel: NotificationChannel): Promise<void> {
    const { id, userId, kind, address, formats, region } = channel;
    try {
      await tx.query(
        `insert into notification_channels (org_id, id, user_id, kind, address, formats, region, created_at, modified_at)
         select $1, $2, $3, $4, $5, $6, $7, c.at, c.at from (select clock_timestamp() as at) c`,
        [orgId, id, userId, kind, address, formats, region],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'notification_channels_address_once') throw error;
      const field = kind === 'email' ? 'address' : 'number';
      throw invalidField(`/data/attributes/config/${field}`, 'is a channel of this person already');
    }
  }

  /** What may change of a channel; the caller holds its lock. */
  async update(tx: Tx, orgId: OrgId, channel: NotificationChannel): Promise<void> {
    await tx.query(
      `update notification_channels c
          set verified_at = $3, sms_subscribed_at = $4, disabled_at = $5, modified_at = clock_timestamp()
        where c.org_id = $1 and c.id = $2`,
      [
        orgId,
        channel.id,
        channel.verifiedAt?.toString(),
        channel.smsSubscribedAt?.toString(),
        channel.disabledAt?.toString(),
      ],
    );
  }

  /** Its rules and its code go with it by their foreign keys. */
  async remove(tx: Tx, orgId: OrgId, id: string): Promise<void> {
    await tx.query('delete from notification_channels c where c.org_id = $1 and c.id = $2', [orgId, id]);
  }
}

function missing(): never {
  throw new NotFoundError('notification channel');
}

function channelOf(row: Row): NotificationChannel {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    address: row.address,
    formats: row.formats,
    ...(row.region === null ? {} : { region: row.region }),
    ...(row.application_name === null ? {} : { applicationName: row.application_name }),
    ...(row.verified_at === null ? {} : { verifiedAt: row.verified_at }),
    ...(row.sms_subscribed_at === null ? {} : { smsSubscribedAt: row.sms_subscribed_at }),
    ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
  };
}
