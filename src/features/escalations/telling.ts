import type { AuditEntry } from '../../capabilities/audit/index.js';
import type { DomainEvent, EventType } from '../../capabilities/events/index.js';
import type { ActorReference } from '../../kernel/index.js';
import type { NewTimelineEntry } from '../cases/index.js';
import type { Candidate, TargetSnapshot } from '../escalation-policies/index.js';
import type { Page } from '../pages/index.js';
import type { Advance, Escalation, Happening, Hold, HoldReason, StepFacts } from './escalation.js';

const EVENTS = {
  stepped: 'page.escalated',
  nobody: 'page.escalated',
  'cycle waits': 'page.escalated',
  ended: 'page.policy_ended',
  held: 'page.held',
  resumed: 'page.resumed',
  retriggered: 'page.retriggered',
} as const satisfies Readonly<Record<Happening['kind'], EventType>>;

/** Timeline entries of what an advance did: ids and causes; words are made on read. */
export function entriesOf(page: Page, happenings: readonly Happening[], actor: ActorReference): NewTimelineEntry[] {
  return happenings.map((happening) => ({ orgId: page.orgId, caseId: page.id, actor, ...describe(happening) }));
}

/** Events of the same; `page` as it is afterwards. */
export function eventsOf(page: Page, happenings: readonly Happening[], actor: ActorReference): DomainEvent[] {
  const common = { orgId: page.orgId, caseId: page.id, caseVersion: page.version, actor };
  return happenings.map((happening) => ({
    ...common,
    type: EVENTS[happening.kind],
    data: { status: page.status, what: happening.kind, ...describe(happening).data },
  }));
}

export function auditOf(before: Page, escalation: Escalation, { after, happenings }: Advance, page: Page): AuditEntry {
  const last = happenings.at(-1)?.kind ?? 'stepped';
  return {
    action: EVENTS[last],
    resourceType: 'page',
    resourceId: page.id,
    before: { step: escalation.stepIndex + 1, retry: escalation.retryCount, version: before.version },
    after: { status: page.status, step: after.stepIndex + 1, retry: after.retryCount, version: page.version },
  };
}

/** The type and the facts of the timeline entry that tells of it. */
export function describe(happening: Happening): { type: string; data: object } {
  switch (happening.kind) {
    case 'stepped': {
      const { chosen, isInTurn } = happening;
      const data = { user_ids: chosen.map((each) => each.userId), found: chosen.map(foundOf), ...skippedOf(happening) };
      const assignment = isInTurn ? { assignment: 'round-robin', candidates: happening.candidates.length } : {};
      return { type: 'page.escalated', data: { ...placeOf(happening), ...data, ...assignment } };
    }
    case 'nobody': {
      const reason = 'nobody can be notified in this step';
      return { type: 'page.step_empty', data: { ...placeOf(happening), reason, ...skippedOf(happening) } };
    }
    case 'held': {
      const { hold, threshold } = happening;
      return { type: 'page.held', data: { ...holdFacts(hold), ...(threshold === undefined ? {} : { threshold }) } };
    }
    case 'resumed':
      return { type: 'page.resumed', data: holdFacts(happening.hold) };
    case 'retriggered':
      return { type: 'page.retriggered', data: { reason: 'ack_timeout', minutes: happening.minutes } };
    case 'cycle waits':
      return { type: 'page.cycle_waits', data: { retry: happening.retry, until: happening.until.toString() } };
    case 'ended':
      return { type: 'page.policy_ended', data: { notified: happening.notified } };
  }
}

export interface HoldFacts {
  readonly reason: HoldReason;
  readonly until?: string;
  readonly window_id?: string;
  readonly into?: string;
}

/** The form in which timeline, events and answers name a hold. */
export function holdFacts({ reason, until, for: id }: Hold): HoldFacts {
  const subject = id === undefined ? {} : reason === 'merged' ? { into: id } : { window_id: id };
  return { reason, ...(until === undefined ? {} : { until: until.toString() }), ...subject };
}

function placeOf({ step, stepId, retry }: StepFacts): object {
  return { step, step_id: stepId, retry };
}

/** A person and the team, or the schedule with its layer or override, through which the step found them. */
function foundOf({ userId, teamId, scheduleId, position, layerId, overrideId }: Candidate): object {
  return {
    user_id: userId,
    ...(teamId === undefined ? {} : { team_id: teamId }),
    ...(scheduleId === undefined ? {} : { schedule_id: scheduleId, position }),
    ...(layerId === undefined ? {} : { layer_id: layerId }),
    ...(overrideId === undefined ? {} : { override_id: overrideId }),
  };
}

/** Who was found and cannot be notified, and which targets found nobody; absent when there is neither. */
function skippedOf({ candidates, empty }: StepFacts): object {
  const people = candidates.flatMap((candidate) =>
    candidate.obstacle === undefined ? [] : [{ ...foundOf(candidate), reason: candidate.obstacle }],
  );
  const targets = empty.map(({ target, reason }) => ({ ...targetOf(target), reason }));
  const skipped = [...people, ...targets];
  return skipped.length === 0 ? {} : { skipped };
}

function targetOf(target: TargetSnapshot): object {
  switch (target.kind) {
    case 'user':
      return { user_id: target.id };
    case 'team':
      return { team_id: target.id };
    case 'schedule':
      return { schedule_id: target.id, position: target.position ?? 'current' };
  }
}
