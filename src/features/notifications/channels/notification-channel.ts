/** What a channel is asked to deliver: ids and the page's facts, no personal data. */
export interface NotificationMessage {
  readonly id: string;
  readonly orgId: string;
  readonly caseId: string;
  readonly userId: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly page: {
    readonly key: string;
    readonly number: number;
    readonly title: string;
    readonly urgency: 'low' | 'high';
    readonly status: string;
    readonly services: readonly string[];
    readonly tags: readonly string[];
  };
  readonly step: number;
  readonly createdAt: string;
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
