import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { Outbox } from '../../capabilities/events/index.js';
import { actorReference, Clock, NotFoundError, type Actor, type CaseId, type OrgId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { Timeline } from '../cases/index.js';
import { PagesRepository, PagesService, type LiveCall, type Page } from '../pages/index.js';
import { AnsweredPages } from '../replies/index.js';
import { advance, type Advance, type Instruction, type LiveCallEvent } from './live-call.js';
import { LiveCallsRepository, type CallFacts, type StoredCall } from './live-calls.repository.js';
import { describe } from './telling.js';

const SYSTEM = 'live-calls';
const CHANGED = 'page.live_call_changed';

/** What the provider says of a call. */
export interface CallReport {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  /** The caller's call, as the provider names it, where the report names it: it must be the one of the page. */
  readonly callId?: string;
  readonly event: LiveCallEvent;
  readonly requestId: string;
  /** Of the whole call, where the report says it. */
  readonly seconds?: number;
  /** Of the message that was left. */
  readonly recordingUrl?: string;
}

/** Where a call stands after a report, and what the phone that reported is told to do. */
export interface Reported {
  readonly call: StoredCall;
  readonly instruction: Instruction;
}

/** Moves calls on: call, page, timeline, audit and event in one transaction. */
@Injectable()
export class LiveCallsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly calls: LiveCallsRepository,
    private readonly pages: PagesRepository,
    private readonly pagesService: PagesService,
    private readonly answered: AnsweredPages,
    private readonly timeline: Timeline,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** Throws `NotFoundError` for a call that is not this one of the organization. */
  async report(report: CallReport): Promise<Reported> {
    const responder = await this.responder(report);
    return this.unitOfWork.run(report.orgId, async (tx) => {
      const page = await this.pages.lock(tx, report.orgId, report.caseId);
      const call = await this.calls.lock(tx, report.orgId, page.id);
      if (report.callId !== undefined && call.callId !== report.callId) throw new NotFoundError('live call');
      const advanced = advance(call.state, report.event);
      if (advanced.state === call.state) return { call, instruction: advanced.instruction };
      const now = await this.clock.now(tx);
      const facts = factsOf(report, call, advanced, now);
      await this.calls.update(tx, call, advanced.state, facts);
      const taken = isAnswered(advanced) ? await this.take(tx, page, responder, now) : page;
      await this.tell(tx, taken, advanced, facts, now);
      return { call: { ...call, state: advanced.state }, instruction: advanced.instruction };
    });
  }

  /** Who presses the key, as the actor; undefined for other events, and for people who may not respond to pages. */
  private async responder({ orgId, caseId, event, requestId }: CallReport): Promise<Actor | undefined> {
    if (event.kind !== 'pressed' || !event.accepts) return undefined;
    const { state } = await this.unitOfWork.read(orgId, (tx) => this.calls.get(tx, orgId, caseId));
    const ring = state.ring[event.turn];
    return ring && this.answered.actor({ orgId, userId: ring.userId, requestId, via: 'voice' });
  }

  /** Who takes the call takes its page. One that was resolved meanwhile stays so; the two talk all the same. */
  private async take(tx: Tx, page: Page, responder: Actor | undefined, now: Temporal.Instant): Promise<Page> {
    if (responder === undefined || page.closedAt !== undefined) return page;
    return this.pagesService.acknowledgeLocked(tx, responder, page, now);
  }

  private async tell(tx: Tx, page: Page, advanced: Advance, facts: CallFacts, now: Temporal.Instant): Promise<void> {
    const { orgId, id: caseId } = page;
    const actor = { kind: 'system', orgId, name: SYSTEM } as const;
    const by = actorReference(actor);
    const entries = advanced.happenings.map((happening) => ({ orgId, caseId, actor: by, ...describe(happening) }));
    await this.timeline.append(tx, entries);
    const before = page.onCall.liveCall;
    const liveCall = before && withHappenings(before, advanced, facts);
    if (liveCall === undefined || liveCall === before) return;
    const changed = { ...page, modifiedAt: now, onCall: { ...page.onCall, liveCall } };
    const after = await this.pages.update(tx, changed, undefined);
    const data = {
      call_id: liveCall.callId,
      ...(liveCall.answeredBy === undefined ? {} : { answered_by: liveCall.answeredBy }),
      ...(liveCall.outcome === undefined ? {} : { outcome: liveCall.outcome }),
    };
    await this.audit.record(tx, actor, {
      action: CHANGED,
      resourceType: 'page',
      resourceId: caseId,
      before: { version: page.version },
      after: { version: after.version, ...data },
    });
    await this.outbox.append(tx, {
      type: CHANGED,
      orgId,
      caseId,
      caseVersion: after.version,
      actor: by,
      data: { status: after.status, ...data },
    });
  }
}

function isAnswered({ happenings }: Advance): boolean {
  return happenings.some((each) => each.kind === 'answered');
}

function factsOf(report: CallReport, call: StoredCall, advanced: Advance, now: Temporal.Instant): CallFacts {
  const { event, seconds, recordingUrl: url } = report;
  const hasEnded = advanced.state.phase === 'ended';
  const elapsed = Math.round(call.startedAt.until(now).total('seconds'));
  return {
    ...(isAnswered(advanced) ? { answeredAt: now } : {}),
    ...(hasEnded ? { durationSeconds: seconds ?? elapsed } : {}),
    ...(event.kind === 'recorded' && event.seconds > 0
      ? { recording: { seconds: event.seconds, ...(url === undefined ? {} : { url }) } }
      : {}),
  };
}

/** The page's own view of the call; the same object when nothing of it changed. */
function withHappenings(before: LiveCall, { happenings }: Advance, facts: CallFacts): LiveCall {
  return happenings.reduce<LiveCall>((call, happening) => {
    switch (happening.kind) {
      case 'answered':
        return { ...call, ...(facts.answeredAt && { answeredAt: facts.answeredAt }), answeredBy: happening.userId };
      case 'voicemail left':
        return { ...call, hasVoicemail: true };
      case 'ended':
        return {
          ...call,
          outcome: happening.outcome,
          duration: call.duration ?? Temporal.Duration.from({ seconds: facts.durationSeconds ?? 0 }),
        };
      case 'ringing':
      case 'not taken':
      case 'voicemail offered':
        return call;
    }
  }, before);
}
