import { Injectable } from '@nestjs/common';
import { EngineUnitOfWork } from '../../../platform/database/index.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';

/** Delivers into the responder's inbox page. The notification's id is the message's: sent twice, delivered once. */
@Injectable()
export class InboxChannel extends NotificationChannel {
  override readonly name = 'inbox';

  constructor(private readonly engine: EngineUnitOfWork) {
    super();
  }

  override async send(message: NotificationMessage): Promise<Delivery> {
    await this.engine.statement(
      `insert into inbox_messages (org_id, id, user_id, case_id, delivered_at)
       values ($1, $2, $3, $4, clock_timestamp()) on conflict do nothing`,
      [message.orgId, message.id, message.userId, message.caseId],
    );
    return { outcome: 'sent', providerId: message.id };
  }
}
