import { providerPath } from '../../../capabilities/messaging/index.js';
import type { CaseId, OrgId, UserId } from '../../../kernel/index.js';
import type { TenantConfig } from '../../../platform/config/index.js';
import type { ReplyOffer } from '../replies/reply-offers.repository.js';
import type { NotificationMessage } from './notification-channel.js';
import { pagesOf } from './page-words.js';

/** What the person may answer for: every page that the message tells of. */
export function offerOf(message: NotificationMessage): ReplyOffer {
  return {
    orgId: message.orgId as OrgId,
    userId: message.userId as UserId,
    channelId: message.channelId ?? '',
    caseIds: pagesOf(message).map(({ caseId }) => caseId as CaseId),
  };
}

/** Where the provider tells what became of it: of a bundle once, for all that went in it. */
export function statusUrlOf({ phone }: TenantConfig, { orgId, id, bundle }: NotificationMessage): string | undefined {
  return phone && providerPath(phone.publicUrl, 'phone', 'status', 'notifications', orgId, bundle?.id ?? id);
}
