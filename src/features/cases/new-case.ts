import type { EventType } from '../../capabilities/events/index.js';
import type { ActorReference, CaseId, OrgId } from '../../kernel/index.js';

export type Priority = 'NOT_DEFINED' | 'P1' | 'P2' | 'P3' | 'P4' | 'P5';
export const PRIORITIES: readonly Priority[] = ['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5'];

/** What a page is about; one open page for each (target, shadow, deduplication key). */
export interface CaseTarget {
  readonly kind: 'team' | 'user';
  readonly id: string;
}

/** A case to be created, whole: the group writer adds nothing but its number, its key and the time. */
export interface NewCase {
  readonly id: CaseId;
  readonly orgId: OrgId;
  /** Absent for a page, whose number comes from the pages' sequence. */
  readonly projectId?: string;
  readonly typeId?: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  /** Created in the final status, so closed from the first moment. */
  readonly isClosed?: boolean;
  readonly priority: Priority;
  readonly assigneeId?: string;
  readonly services: readonly string[];
  readonly tags: readonly string[];
  readonly customAttributes: object;
  readonly additionalProperties: object;
  readonly target?: CaseTarget;
  readonly teamId?: string;
  readonly escalationPolicyId?: string;
  readonly urgency?: 'low' | 'high';
  readonly isShadow: boolean;
  readonly deduplicationKey?: string;
  readonly actor: ActorReference;
  readonly requestId: string;
  readonly event: { readonly type: EventType; readonly data: object };
  /** What starts to run with the case; due at once, or at the end of its hold. */
  readonly escalation?: NewEscalation;
  readonly idempotency?: IdempotencyRecord;
}

/** An escalation before its first moment. */
export interface NewEscalation {
  /** The copy of the policy. */
  readonly policy: object;
  readonly ackTimeoutMinutes?: number;
  readonly supportHours?: object;
  /** So many occurrences within so many minutes let it begin. */
  readonly threshold?: { readonly occurrences: number; readonly minutes: number };
  /** The window of maintenance that it waits for. */
  readonly maintenance?: { readonly id: string; readonly endsAt: Temporal.Instant };
}

/** SHA-256 of the body beside the caller's key: same key and body, same answer; another body is refused. */
export interface IdempotencyRecord {
  readonly key: string;
  readonly bodyHash: Buffer;
}

export interface CreatedCase {
  readonly id: CaseId;
  /** False when an open page or an earlier request with the same idempotency key answered. */
  readonly created: boolean;
}
