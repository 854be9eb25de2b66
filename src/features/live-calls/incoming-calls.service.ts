import { Injectable, Logger } from '@nestjs/common';
import { actorReference, type CaseId, type SystemActor } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { Timeline } from '../cases/index.js';
import { TriggerPage, type PageRequest } from '../pages/index.js';
import { begun, standing, type Advance } from './live-call.js';
import type { NumberOfOrganization } from './live-call-number.js';
import { LiveCallNumbersRepository } from './live-call-numbers.repository.js';
import { LiveCallsRepository, type StoredCall } from './live-calls.repository.js';
import type { Reported } from './live-calls.service.js';
import { RingPlanner, type RingPlan } from './ring-plan.js';
import { describe } from './telling.js';

/** Calls of one caller to an organization within the window before they make no page and ring nobody any more. */
const MAX_CALLS = 10;
/** Those who hide their number are many. */
const MAX_HIDDEN_CALLS = 50;
const WINDOW = { minutes: 15 };

/** A call that the provider asks about. */
export interface IncomingCall {
  readonly callId: string;
  /** E.164; absent when the caller hides it. */
  readonly caller?: string;
  /** E.164, as it was dialed. */
  readonly number: string;
}

export type Received =
  | (Reported & { readonly outcome: 'taken'; readonly greeting: string })
  /** Nobody has the number. */
  | { readonly outcome: 'unknown number' }
  /** The caller calls too often: what they called about is a page already. */
  | { readonly outcome: 'too many' }
  /** There is a page, and no more could be done. */
  | { readonly outcome: 'noted' };

type Dialed = NumberOfOrganization & { readonly at: Temporal.Instant };

/** Takes calls in: the page comes first, so that no call is lost whatever fails after it. */
@Injectable()
export class IncomingCalls {
  private readonly logger = new Logger(IncomingCalls.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly numbers: LiveCallNumbersRepository,
    private readonly calls: LiveCallsRepository,
    private readonly teams: TeamsReader,
    private readonly triggerPage: TriggerPage,
    private readonly planner: RingPlanner,
    private readonly timeline: Timeline,
  ) {}

  async receive(incoming: IncomingCall): Promise<Received> {
    const known = await this.calls.findByCallId(incoming.callId);
    if (known !== undefined) return { outcome: 'taken', call: known, instruction: standing(known.state), greeting: '' };
    const dialed = await this.numbers.findByNumber(incoming.number);
    if (dialed === undefined) return { outcome: 'unknown number' };
    if (await this.isTooMany(dialed, incoming)) return { outcome: 'too many' };
    const request = await this.request(dialed, incoming);
    const { id } = await this.triggerPage.trigger(systemOf(dialed), request, `live-call:${incoming.callId}`);
    try {
      return await this.begin(id, dialed, incoming, request);
    } catch (error) {
      this.logger.error({
        err: error,
        msg: 'a call has its page, but rings nobody',
        org_id: dialed.orgId,
        case_id: id,
      });
      return { outcome: 'noted' };
    }
  }

  private async begin(
    caseId: CaseId,
    dialed: Dialed,
    { callId, caller }: IncomingCall,
    request: PageRequest,
  ): Promise<Received> {
    const plan = await this.plan(caseId, dialed, request);
    const first = begun(plan.ring, dialed.offersVoicemail);
    const call: StoredCall = {
      callId,
      caseId,
      orgId: dialed.orgId,
      teamId: dialed.teamId,
      number: dialed.number,
      ringSeconds: dialed.ringSeconds,
      startedAt: dialed.at,
      state: first.state,
    };
    return this.unitOfWork.run(dialed.orgId, async (tx) => {
      const isNew = await this.calls.insert(tx, { ...call, ...(caller === undefined ? {} : { caller }) });
      const stands = isNew ? call : await this.calls.get(tx, dialed.orgId, caseId);
      if (isNew) await this.tell(tx, call, plan, first);
      return { outcome: 'taken', call: stands, instruction: standing(stands.state), greeting: dialed.greeting };
    });
  }

  /** A plan that cannot be made is an empty one: the caller gets to leave a message. */
  private async plan(caseId: CaseId, { orgId, teamId }: Dialed, request: PageRequest): Promise<RingPlan> {
    try {
      return await this.planner.plan(orgId, teamId, { ...request, priority: 'NOT_DEFINED', source: 'live_call' });
    } catch (error) {
      this.logger.error({ err: error, msg: 'nobody could be found for a call', org_id: orgId, case_id: caseId });
      return { ring: [], withoutPhone: [], empty: 'plan_failed' };
    }
  }

  private async tell(tx: Tx, { orgId, caseId }: StoredCall, plan: RingPlan, first: Advance): Promise<void> {
    const actor = actorReference(systemOf({ orgId }));
    const skipped = plan.withoutPhone.map((userId) => ({ user_id: userId, reason: 'no_verified_phone' }));
    const planned = {
      type: 'live_call.received',
      data: {
        ring: plan.ring.map((each) => each.userId),
        ...(skipped.length === 0 ? {} : { skipped }),
        ...(plan.empty === undefined ? {} : { reason: plan.empty }),
      },
    };
    const entries = [planned, ...first.happenings.map(describe)];
    await this.timeline.append(
      tx,
      entries.map((entry) => ({ orgId, caseId, actor, ...entry })),
    );
  }

  /** Told on the page of the caller's latest call. */
  private isTooMany({ orgId, at }: Dialed, { caller }: IncomingCall): Promise<boolean> {
    const most = caller === undefined ? MAX_HIDDEN_CALLS : MAX_CALLS;
    return this.unitOfWork.run(orgId, async (tx) => {
      const earlier = await this.calls.listSince(tx, orgId, caller, at.subtract(WINDOW), most);
      const [latest] = earlier;
      if (latest === undefined || earlier.length < most) return false;
      const actor = actorReference(systemOf({ orgId }));
      const data = { reason: 'too_many_calls', most, minutes: WINDOW.minutes };
      await this.timeline.append(tx, [{ orgId, caseId: latest, actor, type: 'live_call.refused', data }]);
      return true;
    });
  }

  private async request({ orgId, teamId, at }: Dialed, { callId }: IncomingCall): Promise<PageRequest> {
    const team = await this.unitOfWork.read(orgId, (tx) => this.teams.find(tx, orgId, teamId));
    return {
      title: `Live call to ${team?.name ?? 'a team'}`,
      description: 'Somebody called the number of the team.',
      target: { type: 'team_id', identifier: teamId },
      services: [],
      tags: [],
      isShadow: false,
      liveCall: { callId, startedAt: at, hasVoicemail: false },
    };
  }
}

function systemOf({ orgId }: Pick<SystemActor, 'orgId'>): SystemActor {
  return { kind: 'system', orgId, name: 'live-calls' };
}
