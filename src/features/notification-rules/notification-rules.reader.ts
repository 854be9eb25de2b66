import { Injectable } from '@nestjs/common';
import type { Via } from '../../capabilities/messaging/index.js';
import type { OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { readinessOf, type Readiness, type ReadinessFacts } from './readiness.js';

/** Where a message that is no notification reaches a person. */
export interface MessageChannel {
  readonly userId: UserId;
  readonly via: Via;
  readonly channelId: string;
}

/** What other features may ask of channels and rules. Works in transactions of requests and of the engine. */
@Injectable()
export class NotificationRulesReader {
  /**
   * Whether each of these people can be reached; one answer a person of the organization, in the order asked.
   * By users_pk, notification_channels_of_person and notification_rules_by_user.
   */
  async readiness(tx: Tx, orgId: OrgId, userIds: readonly UserId[]): Promise<readonly Readiness[]> {
    if (userIds.length === 0) return [];
    const rows = await tx.query<ReadinessFacts & { readonly id: UserId }>(
      `select u.id, u.disabled_at is not null as disabled,
              (select count(*)::int from notification_channels c
                where c.org_id = u.org_id and c.user_id = u.id
                  and c.verified_at is not null and c.disabled_at is null) as active_channels,
              usable.high_rules, usable.low_rules, usable.first_after
         from unnest($2::uuid[]) with ordinality as asked(id, place)
         join users u on u.org_id = $1 and u.id = asked.id
        cross join lateral (
          select count(*) filter (where r.category = 'high_urgency')::int as high_rules,
                 count(*) filter (where r.category = 'low_urgency')::int as low_rules,
                 min(r.delay_minutes) filter (where r.category = 'high_urgency') as first_after
            from notification_rules r
            join notification_channels c on c.org_id = r.org_id and c.user_id = r.user_id and c.id = r.channel_id
           where r.org_id = u.org_id and r.user_id = u.id
             and c.verified_at is not null and c.disabled_at is null) usable
        order by asked.place`,
      [orgId, userIds],
    );
    return rows.map(({ id, ...facts }) => readinessOf(id, facts));
  }

  /**
   * The phone of each of these people that a call may go to: the oldest that is verified and not switched off. People
   * without one are left out. By notification_channels_of_person.
   */
  async phones(tx: Tx, orgId: OrgId, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await tx.query<{ user_id: UserId; id: string }>(
      `select distinct on (c.user_id) c.user_id, c.id from notification_channels c
        where c.org_id = $1 and c.user_id = any($2::uuid[]) and c.kind = 'phone'
          and c.verified_at is not null and c.disabled_at is null
        order by c.user_id, c.created_at, c.id`,
      [orgId, userIds],
    );
    return new Map(rows.map((row) => [row.user_id, row.id]));
  }

  /**
   * An active channel of each person who is not disabled and has one, for messages that are no notifications: of the
   * first of `vias` that they have, the oldest. By users_pk and notification_channels_of_person.
   */
  messageChannels(
    tx: Tx,
    orgId: OrgId,
    userIds: readonly UserId[],
    vias: readonly Via[],
  ): Promise<readonly MessageChannel[]> {
    if (userIds.length === 0 || vias.length === 0) return Promise.resolve([]);
    return tx.query<MessageChannel>(
      `select distinct on (u.id) u.id as "userId", v.via, c.id as "channelId"
         from users u
         join notification_channels c on c.org_id = u.org_id and c.user_id = u.id
         join unnest($3::text[]) with ordinality as v(via, place)
           on c.kind = case v.via when 'email' then 'email' else 'phone' end
        where u.org_id = $1 and u.id = any($2::uuid[]) and u.disabled_at is null
          and c.verified_at is not null and c.disabled_at is null
        order by u.id, v.place, c.created_at, c.id`,
      [orgId, userIds, vias],
    );
  }
}
