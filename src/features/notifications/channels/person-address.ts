import type { Addresses, ChannelAddress } from '../../../capabilities/messaging/index.js';
import type { OrgId, UserId } from '../../../kernel/index.js';
import type { Delivery, NotificationMessage } from './notification-channel.js';

/** Where a notification goes, or why it cannot. Looked up when it is sent: nothing of it is in the queue. */
export async function addressFor(
  addresses: Addresses,
  message: NotificationMessage,
  kind: 'email' | 'phone',
): Promise<ChannelAddress | Extract<Delivery, { outcome: 'failed' }>> {
  const orgId = message.orgId as OrgId;
  const userId = message.userId as UserId;
  const { channelId } = message;
  if (channelId === undefined && kind === 'phone') return failed('the person has no phone of their own to use here');
  const address =
    channelId === undefined
      ? await addresses.findAccountEmail(orgId, userId)
      : await addresses.find({ orgId, userId, channelId });
  if (address === undefined) return failed('the channel is gone');
  if (!address.isActive) return failed('the channel is not verified, or switched off');
  if (address.kind !== kind) return failed(`the channel is no ${kind}`);
  return address;
}

function failed(reason: string): Extract<Delivery, { outcome: 'failed' }> {
  return { outcome: 'failed', reason, retryable: false };
}
