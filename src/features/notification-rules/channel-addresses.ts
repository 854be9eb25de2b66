import { Injectable } from '@nestjs/common';
import { Addresses, type ChannelAddress, type ChannelReference } from '../../capabilities/messaging/index.js';
import type { OrgId, UserId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';

interface Row {
  readonly kind: ChannelAddress['kind'];
  readonly address: string;
  readonly is_active: boolean;
  readonly wants_html: boolean;
}

/** Fills the port of messaging from people's channels. */
@Injectable()
export class ChannelAddresses extends Addresses {
  constructor(private readonly engine: EngineUnitOfWork) {
    super();
  }

  /** By notification_channels_of_person and users_pk. */
  override async find({ orgId, userId, channelId }: ChannelReference): Promise<ChannelAddress | undefined> {
    const rows = await this.engine.statement<Row>(
      `select c.kind, c.address, c.verified_at is not null and c.disabled_at is null as is_active,
              'html' = any(c.formats) as wants_html
         from notification_channels c
         join users u on u.org_id = c.org_id and u.id = c.user_id and u.disabled_at is null
        where c.org_id = $1 and c.user_id = $2 and c.id = $3`,
      [orgId, userId, channelId],
    );
    return addressOf(rows[0]);
  }

  /** By users_pk. */
  override async findAccountEmail(orgId: OrgId, userId: UserId): Promise<ChannelAddress | undefined> {
    const rows = await this.engine.statement<Row>(
      `select 'email' as kind, u.email as address, true as is_active, true as wants_html
         from users u where u.org_id = $1 and u.id = $2 and u.disabled_at is null`,
      [orgId, userId],
    );
    return addressOf(rows[0]);
  }
}

function addressOf(row: Row | undefined): ChannelAddress | undefined {
  return row && { kind: row.kind, address: row.address, isActive: row.is_active, wantsHtml: row.wants_html };
}
