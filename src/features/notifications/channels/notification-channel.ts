/** What a message says of a page. */
export interface PageFacts {
  readonly key: string;
  readonly number: number;
  readonly title: string;
  readonly urgency: 'low' | 'high';
  readonly status: string;
  readonly services: readonly string[];
  readonly tags: readonly string[];
}

/** What a channel is asked to deliver: ids and the page's facts, no personal data. */
export interface NotificationMessage {
  readonly id: string;
  readonly orgId: string;
  readonly caseId: string;
  readonly userId: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly page: PageFacts;
  readonly step: number;
  readonly createdAt: string;
  /** The person's notification channel to use; absent: the address that the channel has of the person by itself. */
  readonly channelId?: string;
  /** How late it is, when that is worth saying: a minute or more. */
  readonly delayedSeconds?: number;
  /** A service of the page has more open pages than its limit. */
  readonly isOverLimit?: true;
  /** Only when several pages go in one message: all of them, `page` and `caseId` being the first. */
  readonly bundle?: {
    readonly id: string;
    readonly pages: readonly (PageFacts & { readonly caseId: string })[];
  };
}
export type Delivery =
  | { readonly outcome: 'sent'; readonly providerId?: string }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
    };
export abstract class NotificationChannel {
  abstract readonly name: string;
  abstract send(message: NotificationMessage): Promise<Delivery>;
}
