import type { ActorReference, CaseId, OrgId } from '../../kernel/index.js';

/** Wire types, in the past tense. */
export const EVENT_TYPES = [
  'case.created',
  'case.status_changed',
  'case.updated',
  'case.commented',
  'page.triggered',
  'page.reoccurred',
  'page.acknowledged',
  'page.escalated',
  'page.held',
  'page.resumed',
  'page.retriggered',
  'page.snoozed',
  'page.reassigned',
  'page.merged',
  'page.unmerged',
  'page.responders_added',
  'page.policy_ended',
  'page.noted',
  'page.priority_changed',
  'page.live_call_changed',
  'page.resolved',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A fact about a case. `data` holds ids and facts, never a name or an e-mail. */
export interface DomainEvent {
  readonly type: EventType;
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  /** Version of the case after the change: subscribers drop what is older than what they have. */
  readonly caseVersion: number;
  readonly actor: ActorReference;
  readonly data: object;
}

/** Version of the envelope's form. */
export const ENVELOPE_VERSION = 1;

/** An event on its way, as subscribers get it. */
export interface Envelope {
  readonly id: string;
  readonly type: EventType;
  readonly version: number;
  readonly tenant: string;
  readonly org_id: OrgId;
  readonly case_id: CaseId;
  readonly case_version: number;
  readonly occurred_at: string;
  readonly actor: ActorReference;
  readonly data: object;
}
