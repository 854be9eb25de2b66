import { Injectable } from '@nestjs/common';
import { NotFoundError, type OrgId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { PhoneMethod } from './notification-channel.js';
import type { NotificationRule, RuleCategory } from './notification-rule.js';

interface Row {
  readonly id: string;
  readonly user_id: UserId;
  readonly channel_id: string;
  readonly category: RuleCategory;
  readonly delay_minutes: number;
  readonly method: PhoneMethod | null;
}

const COLUMNS = 'r.id, r.user_id, r.channel_id, r.category, r.delay_minutes, r.method';

@Injectable()
export class NotificationRulesRepository {
  /** In the order of their creation; by notification_rules_by_user. A person has at most `MAX_RULES`. */
  async list(tx: Tx, orgId: OrgId, userId: UserId): Promise<NotificationRule[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from notification_rules r where r.org_id = $1 and r.user_id = $2 order by r.created_at, r.id`,
      [orgId, userId],
    );
    return rows.map(ruleOf);
  }

  /** By notification_rules_pk: another person's rule is not found. */
  async get(tx: Tx, orgId: OrgId, userId: UserId, id: string): Promise<NotificationRule> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from notification_rules r where r.org_id = $1 and r.user_id = $2 and r.id = $3`,
      [orgId, userId, id],
    );
    if (rows[0] === undefined) throw new NotFoundError('notification rule');
    return ruleOf(rows[0]);
  }

  /** The rules that use the channel; by notification_rules_by_channel. */
  async listOfChannel(tx: Tx, orgId: OrgId, userId: UserId, channelId: string): Promise<NotificationRule[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from notification_rules r
        where r.org_id = $1 and r.user_id = $2 and r.channel_id = $3 order by r.created_at, r.id`,
      [orgId, userId, channelId],
    );
    return rows.map(ruleOf);
  }

  async insert(tx: Tx, orgId: OrgId, rule: NotificationRule): Promise<void> {
    await tx.query(
      `insert into notification_rules (org_id, id, user_id, channel_id, category, delay_minutes, method, created_at,
                                         modified_at)
         select $1, $2, $3, $4, $5, $6, $7, c.at, c.at from (select clock_timestamp() as at) c`,
      [orgId, rule.id, rule.userId, rule.channelId, rule.category, rule.delayMinutes, rule.method],
    );
  }

  async update(tx: Tx, orgId: OrgId, rule: NotificationRule): Promise<void> {
    await tx.query(
      `update notification_rules r
            set channel_id = $3, category = $4, delay_minutes = $5, method = $6, modified_at = clock_timestamp()
          where r.org_id = $1 and r.id = $2`,
      [orgId, rule.id, rule.channelId, rule.category, rule.delayMinutes, rule.method],
    );
  }

  async remove(tx: Tx, orgId: OrgId, id: string): Promise<void> {
    await tx.query('delete from notification_rules r where r.org_id = $1 and r.id = $2', [orgId, id]);
  }
}

function ruleOf(row: Row): NotificationRule {
  const { id, user_id: userId, channel_id: channelId, category, delay_minutes: delayMinutes, method } = row;
  const common = { id, userId, channelId, category, delayMinutes };
  return method === null ? common : { ...common, method };
}
