import { Injectable } from '@nestjs/common';
import { Addresses, EmailTransport, providerPath } from '../../../capabilities/messaging/index.js';
import { Clock, type CaseId, type OrgId, type UserId } from '../../../kernel/index.js';
import { TenantConfig } from '../../../platform/config/index.js';
import { EngineUnitOfWork } from '../../../platform/database/index.js';
import { replyToken, type ReplyAction } from '../replies/reply-token.js';
import { NotificationChannel, type Delivery, type NotificationMessage } from './notification-channel.js';
import { mailWords, pagesOf, type LinkedPage } from './page-words.js';
import { addressFor } from './person-address.js';

/** E-mail to the channel of a rule, or to the address of the person's account. */
@Injectable()
export class EmailChannel extends NotificationChannel {
  override readonly name = 'email';

  constructor(
    private readonly config: TenantConfig,
    private readonly engine: EngineUnitOfWork,
    private readonly clock: Clock,
    private readonly addresses: Addresses,
    private readonly transport: EmailTransport,
  ) {
    super();
  }

  override async send(message: NotificationMessage): Promise<Delivery> {
    const address = await addressFor(this.addresses, message, 'email');
    if ('outcome' in address) return address;
    const { subject, text, html } = mailWords(await this.linked(message), message);
    return this.transport.send({
      to: address.address,
      subject,
      text,
      ...(address.wantsHtml ? { html } : {}),
      reference: message.idempotencyKey.replaceAll('/', '.'),
      ...(message.bundle === undefined ? { threadReference: `page.${message.caseId}` } : {}),
    });
  }

  private async linked(message: NotificationMessage): Promise<readonly LinkedPage[]> {
    const pages = pagesOf(message);
    const { public_url: publicUrl } = this.config.http;
    if (publicUrl === undefined) return pages.map((page) => ({ page }));
    const now = await this.engine.run((tx) => this.clock.now(tx));
    const expiresAt = now.add({ minutes: this.config.notifications.reply_valid_minutes });
    return pages.map((page) => {
      const link = (action: ReplyAction) => this.link(publicUrl, message, page.caseId, action, expiresAt);
      return { page, acknowledge: link('acknowledge'), resolve: link('resolve') };
    });
  }

  private link(
    publicUrl: string,
    { orgId, userId, channelId }: NotificationMessage,
    caseId: string,
    action: ReplyAction,
    expiresAt: Temporal.Instant,
  ): string {
    const token = replyToken(this.config.keyHashingSecret, {
      action,
      orgId: orgId as OrgId,
      caseId: caseId as CaseId,
      userId: userId as UserId,
      ...(channelId === undefined ? {} : { channelId }),
      expiresAt,
    });
    return providerPath(publicUrl, 'links', token);
  }
}
