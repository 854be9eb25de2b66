import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { actorReference, invalidField, newId, type Actor, type CaseId, type SystemActor } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { Metrics } from '../../platform/metrics/index.js';
import { CaseWriter, type CreatedCase, type NewCase, type NewEscalation } from '../cases/index.js';
import { MaintenanceWindows, type MatchingWindow } from '../maintenance-windows/index.js';
import { PageRoutes, type PageFacts, type PageRoute, type TargetType } from '../routing/index.js';
import { onCallToJson } from './on-call-json.js';
import type { LiveCall, OnCall, Urgency } from './page.js';

/** What a monitoring system says of a page. */
export interface PageRequest {
  readonly title: string;
  readonly description: string;
  /** Absent: the routing rule of the team decides, `high` when it does not. */
  readonly urgency?: Urgency;
  readonly target: { readonly type: TargetType; readonly identifier: string };
  readonly services: readonly string[];
  readonly tags: readonly string[];
  readonly deduplicationKey?: string;
  readonly isShadow: boolean;
  /** The call that makes the page, where it is not the API. */
  readonly liveCall?: LiveCall;
}

/** Triggers a page: resolved, created and due for its first step in the time of one commit. */
@Injectable()
export class TriggerPage {
  constructor(
    private readonly config: TenantConfig,
    private readonly routes: PageRoutes,
    private readonly maintenance: MaintenanceWindows,
    private readonly writer: CaseWriter,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Answers the new page, or the open one that this is an occurrence of, or what the same idempotency key was answered
   * before. Throws `InvalidError` that points at the target when nobody can be paged there.
   */
  async trigger(actor: Actor | SystemActor, request: PageRequest, idempotencyKey?: string): Promise<CreatedCase> {
    const [route, windows] = await Promise.all([this.route(actor, request), this.maintenance.inForce(actor.orgId)]);
    const urgency = request.urgency ?? route.urgency ?? 'high';
    const window = windows.matching({ ...factsOf(request), urgency, ...teamOf(route) });
    const newPage = this.compose(actor, { ...request, urgency }, route, window);
    const result = await this.writer.create(
      idempotencyKey === undefined
        ? newPage
        : { ...newPage, idempotency: { key: idempotencyKey, bodyHash: hashOf(request) } },
    );
    if (result.created && !request.isShadow) this.metrics.pagesTriggered.inc({ urgency: newPage.urgency ?? 'high' });
    return result;
  }

  private async route({ orgId }: Actor | SystemActor, request: PageRequest): Promise<PageRoute> {
    const { type, identifier } = request.target;
    const route = await this.routes.resolve({ orgId, type, identifier }, factsOf(request));
    const field = '/data/attributes/target/identifier';
    if (route === 'unknown') {
      throw invalidField(
        field,
        `must be the ${type.replace('_', ' ')} of a ${type === 'user_id' ? 'user' : 'team'} of the organization`,
      );
    }
    if (route === 'disabled') throw invalidField(field, 'must be a user who is not disabled');
    return route;
  }

  private compose(
    actor: Actor | SystemActor,
    request: PageRequest & { readonly urgency: Urgency },
    route: PageRoute,
    window: MatchingWindow | undefined,
  ): NewCase {
    const { target, teamId, policy } = route;
    const { urgency, deduplicationKey, isShadow, services, tags, liveCall } = request;
    const policyId =
      policy.id === '' ? {} : { escalationPolicyId: policy.id as NonNullable<OnCall['escalationPolicyId']> };
    const onCall: OnCall = {
      ...policyId,
      escalationPolicyRetryCount: 0,
      urgency,
      responderIds: [],
      ...(liveCall === undefined ? {} : { liveCall }),
      ...(deduplicationKey === undefined ? {} : { eventDeduplicationKey: deduplicationKey }),
      isShadow,
      ...(window === undefined ? {} : { maintenanceWindowId: window.id }),
      targets: { teams: target.kind === 'team' ? [target.id] : [], users: target.kind === 'user' ? [target.id] : [] },
    };
    return {
      id: newId<CaseId>(),
      orgId: actor.orgId,
      title: request.title,
      description: request.description,
      status: this.config.workflow.start,
      priority: 'NOT_DEFINED',
      services,
      tags,
      customAttributes: {},
      additionalProperties: { on_call: onCallToJson(onCall) },
      target,
      ...(teamId === undefined ? {} : { teamId }),
      ...policyId,
      urgency,
      isShadow,
      ...(deduplicationKey === undefined ? {} : { deduplicationKey }),
      actor: actorReference(actor),
      requestId: actor.kind === 'user' ? actor.requestId : '',
      event: {
        type: 'page.triggered',
        data: {
          urgency,
          target,
          ...(policy.id === '' ? {} : { policy_id: policy.id }),
          is_shadow: isShadow,
          ...(route.why === undefined ? {} : { routed_by: route.why }),
          ...(window === undefined ? {} : { held: heldBy(window) }),
        },
      },
      escalation: escalationOf(route, deduplicationKey, window),
    };
  }
}

/** Only a page with a deduplication key can occur again: one without must not wait for a threshold. */
function escalationOf(
  route: PageRoute,
  deduplicationKey: string | undefined,
  window: MatchingWindow | undefined,
): NewEscalation {
  const { policy, ackTimeoutMinutes, supportHours, threshold } = route;
  return {
    policy,
    ...(ackTimeoutMinutes === undefined ? {} : { ackTimeoutMinutes }),
    ...(supportHours === undefined ? {} : { supportHours }),
    ...(threshold === undefined || deduplicationKey === undefined ? {} : { threshold }),
    ...(window === undefined ? {} : { maintenance: window }),
  };
}

function heldBy({ id, endsAt }: MatchingWindow): object {
  return { reason: 'maintenance', window_id: id, until: endsAt.toString() };
}

function factsOf({ liveCall, ...request }: PageRequest): PageFacts {
  return { ...request, priority: 'NOT_DEFINED', source: liveCall === undefined ? 'api' : 'live_call' };
}

function teamOf({ teamId: id, teamHandle: handle }: PageRoute): { team?: { id: string; handle: string } } {
  return id === undefined || handle === undefined ? {} : { team: { id, handle } };
}

/** Of what the body means, not of its bytes: the order of members and white space do not make another request. */
function hashOf(request: PageRequest): Buffer {
  const { title, description, urgency, target, services, tags, deduplicationKey, isShadow, liveCall } = request;
  const meaning = [
    title,
    description,
    urgency,
    target.type,
    target.identifier,
    services,
    tags,
    deduplicationKey,
    isShadow,
    liveCall?.callId,
  ];
  return createHash('sha256').update(JSON.stringify(meaning)).digest();
}
