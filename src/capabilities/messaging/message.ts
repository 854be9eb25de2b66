import type { OrgId, UserId } from '../../kernel/index.js';

/** How a message reaches a person's own channel. A phone is texted or called. */
export type Via = 'email' | 'sms' | 'voice';

/** What a message says. It is sealed in the queue (ADR 0010), so it may hold a code. */
export type MessageContent =
  | { readonly kind: 'verification'; /** Digits. */ readonly code: string; readonly validMinutes: number }
  | { readonly kind: 'test' }
  | {
      readonly kind: 'hand_off';
      readonly change: 'on' | 'off';
      readonly scheduleName: string;
      /** When the person comes on, or goes off. */
      readonly at: Temporal.Instant;
      /** Of `on`: the end of the shift, where it has one. */
      readonly until?: Temporal.Instant;
      /** IANA name in which times are written. */
      readonly timeZone: string;
    };

/** A message to a person that is not the notification of a page. */
export interface NewMessage {
  readonly orgId: OrgId;
  readonly userId: UserId;
  /** One of the person's notification channels. Its address is looked up when the message is sent. */
  readonly to: { readonly via: Via; readonly channelId: string };
  readonly content: MessageContent;
  /** Of several messages of the organization with the same words here, one is sent. At most 200 characters. */
  readonly onceKey?: string;
  /** Not sent any more after these minutes. Default: a day; a verification as long as its code is valid. */
  readonly expiresAfterMinutes?: number;
}
