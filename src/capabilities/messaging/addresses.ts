import type { OrgId, UserId } from '../../kernel/index.js';

export interface ChannelReference {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly channelId: string;
}

/** Where a channel leads: personal data, to be handed to a provider and kept nowhere. */
export interface ChannelAddress {
  readonly kind: 'email' | 'phone' | 'push';
  /** E-mail address, or number in the form of E.164. */
  readonly address: string;
  /** Verified and not switched off: only a verification may go to one that is not. */
  readonly isActive: boolean;
  /** Of e-mail: whether its owner wants HTML beside the text. */
  readonly wantsHtml: boolean;
}

/** The addresses of people's channels, read at the moment of sending. The feature that owns channels fills this port. */
export abstract class Addresses {
  /** Undefined when the person has no such channel (any more) or is disabled. Reads as the engine. */
  abstract find(reference: ChannelReference): Promise<ChannelAddress | undefined>;
  /** The e-mail address that the person signs in with; undefined when there is no such person or they are disabled. */
  abstract findAccountEmail(orgId: OrgId, userId: UserId): Promise<ChannelAddress | undefined>;
}
