import type { CaseId, OrgId, PolicyId, TeamId, UserId } from '../../kernel/index.js';
import { ConflictError } from '../../kernel/index.js';
import type { Workflow } from '../../platform/config/index.js';
import { roleOf, type CaseTarget, type Priority } from '../cases/index.js';

export type Urgency = 'low' | 'high';
export const URGENCIES: readonly Urgency[] = ['low', 'high'];

/** How a call ended: taken by a person, a message left, hung up before that, or nobody and no message. */
export const LIVE_CALL_OUTCOMES = ['answered', 'voicemail', 'abandoned', 'missed'] as const;
export type LiveCallOutcome = (typeof LIVE_CALL_OUTCOMES)[number];

/** The call that a page came from. Who called is not here: `LiveCallers` knows. */
export interface LiveCall {
  /** The provider's. */
  readonly callId: string;
  readonly startedAt: Temporal.Instant;
  readonly answeredAt?: Temporal.Instant;
  readonly answeredBy?: UserId;
  /** Of the whole call; absent until it has ended, as is the outcome. */
  readonly duration?: Temporal.Duration;
  /** Whether the caller left a message. */
  readonly hasVoicemail: boolean;
  readonly outcome?: LiveCallOutcome;
}

/** What makes a case a page: the twelve facts of OnCallProperties (DESIGN §1), with ids where people are meant. */
export interface OnCall {
  readonly escalationPolicyId?: PolicyId;
  readonly escalationPolicyStepId?: string;
  readonly escalationPolicyRetryCount: number;
  readonly urgency: Urgency;
  /** Everyone paged or added, once each, in order. */
  readonly responderIds: readonly UserId[];
  /** Of the present acknowledgement; absent while triggered. */
  readonly acknowledgedAt?: Temporal.Instant;
  /** Of the latest responder. */
  readonly respondersAddedAt?: Temporal.Instant;
  /** Set once, at the first acknowledgement. */
  readonly timeToFirstAcknowledge?: Temporal.Duration;
  /** Of a page that a call made. */
  readonly liveCall?: LiveCall;
  readonly eventDeduplicationKey?: string;
  readonly isShadow: boolean;
  /** In force when the page was created, with a query that it matched: nobody is notified before its end. */
  readonly maintenanceWindowId?: string;
  readonly targets: { readonly teams: readonly string[]; readonly users: readonly string[] };
}

export interface Page {
  readonly id: CaseId;
  readonly orgId: OrgId;
  readonly number: number;
  /** `PAGE-<number>`. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: Priority;
  readonly services: readonly string[];
  readonly tags: readonly string[];
  readonly target?: CaseTarget;
  readonly teamId?: TeamId;
  /** Who took it: the first to acknowledge. */
  readonly assigneeId?: UserId;
  readonly onCall: OnCall;
  readonly occurrences: number;
  readonly lastOccurredAt?: Temporal.Instant;
  readonly version: number;
  readonly createdAt: Temporal.Instant;
  readonly createdBy?: UserId;
  readonly modifiedAt?: Temporal.Instant;
  readonly closedAt?: Temporal.Instant;
}

/** The page acknowledged: its first acknowledger is kept, and so is the time of the first acknowledgement ever. */
export function acknowledged(page: Page, by: UserId, now: Temporal.Instant, workflow: Workflow): Page {
  refuseClosed(page, workflow, 'acknowledged');
  if (roleOf(workflow, page.status) === 'middle') return page;
  return {
    ...page,
    status: workflow.middle[0] ?? workflow.final,
    assigneeId: by,
    modifiedAt: now,
    onCall: {
      ...page.onCall,
      acknowledgedAt: now,
      timeToFirstAcknowledge: page.onCall.timeToFirstAcknowledge ?? page.createdAt.until(now),
    },
  };
}

/** The page triggered again: nobody has it any more. */
export function retriggered(page: Page, now: Temporal.Instant, workflow: Workflow): Page {
  refuseClosed(page, workflow, 'escalated');
  if (roleOf(workflow, page.status) === 'start') return page;
  const { acknowledgedAt: _, ...onCall } = page.onCall;
  const { assigneeId: __, ...rest } = page;
  return { ...rest, status: workflow.start, modifiedAt: now, onCall };
}

/** The page closed; unchanged when it is closed already. */
export function resolved(page: Page, now: Temporal.Instant, workflow: Workflow): Page {
  if (roleOf(workflow, page.status) === 'final') return page;
  return { ...page, status: workflow.final, modifiedAt: now, closedAt: now };
}

/** The page with more responders; those who are on it already stay as they are. */
export function withResponders(page: Page, userIds: readonly UserId[], now: Temporal.Instant): Page {
  const added = newResponders(page, userIds);
  if (added.length === 0) return page;
  const onCall = { ...page.onCall, responderIds: [...page.onCall.responderIds, ...added], respondersAddedAt: now };
  return { ...page, modifiedAt: now, onCall };
}

export function newResponders(page: Page, userIds: readonly UserId[]): UserId[] {
  const present = new Set(page.onCall.responderIds);
  return [...new Set(userIds)].filter((id) => !present.has(id));
}

export function refuseClosed(page: Page, workflow: Workflow, verb: string): void {
  if (roleOf(workflow, page.status) !== 'final') return;
  throw new ConflictError(`The page is ${workflow.final} and cannot be ${verb}.`, 'page_closed');
}
