import { Injectable } from '@nestjs/common';
import { EngineUnitOfWork, GroupCommit, type Outcome } from '../../../platform/database/index.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';

const MAX_TOGETHER = 100;

/** Delivers into the responder's inbox page. The notification's id is the message's: sent twice, delivered once. */
@Injectable()
export class InboxChannel extends NotificationChannel {
  override readonly name = 'inbox';
  /** Messages of the same moment are delivered in one statement. */
  private readonly deliveries = new GroupCommit<NotificationMessage, Delivery>(
    (messages) => this.deliverAll(messages),
    MAX_TOGETHER,
  );

  constructor(private readonly engine: EngineUnitOfWork) {
    super();
  }

  override send(message: NotificationMessage): Promise<Delivery> {
    return this.deliveries.submit(message);
  }

  private async deliverAll(messages: readonly NotificationMessage[]): Promise<Outcome<Delivery>[]> {
    const rows = messages.map(({ orgId, id, userId, caseId }) => ({
      org_id: orgId,
      id,
      user_id: userId,
      case_id: caseId,
    }));
    await this.engine.statement(
      `insert into inbox_messages (org_id, id, user_id, case_id, delivered_at)
       select m.org_id, m.id, m.user_id, m.case_id, clock_timestamp()
         from jsonb_to_recordset($1::jsonb) as m(org_id uuid, id uuid, user_id uuid, case_id uuid)
       on conflict do nothing`,
      [JSON.stringify(rows)],
    );
    return messages.map(({ id }) => ({ ok: true, result: { outcome: 'sent', providerId: id } }));
  }
}
