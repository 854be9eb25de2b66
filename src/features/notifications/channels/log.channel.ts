import { Injectable, Logger } from '@nestjs/common';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';

/** Writes a line with ids: the channel of last resort, which a log alert can watch. WARN, because nobody was paged. */
@Injectable()
export class LogChannel extends NotificationChannel {
  override readonly name = 'log';
  private readonly logger = new Logger('notification');

  override send(message: NotificationMessage): Promise<Delivery> {
    const { orgId, caseId, userId, id: notificationId, step, page } = message;
    this.logger.warn({
      orgId,
      caseId,
      userId,
      notificationId,
      step,
      page: page.key,
      msg: 'responder notified by log line',
    });
    return Promise.resolve({ outcome: 'sent' });
  }
}
