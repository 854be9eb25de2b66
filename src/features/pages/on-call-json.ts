import type { PolicyId, UserId } from '../../kernel/index.js';
import { durationFromJson, durationToJson } from './duration-json.js';
import { liveCallFromJson, liveCallToJson, type LiveCallJson } from './live-call-json.js';
import type { OnCall, Urgency } from './page.js';

/** OnCallProperties as JSON, the form of `additional_properties.on_call` (DESIGN §1). */
export interface OnCallJson {
  readonly escalation_policy_id?: string;
  readonly escalation_policy_step_id?: string;
  readonly escalation_policy_retry_count: number;
  readonly urgency: Urgency;
  readonly responder_users: readonly ResponderUserJson[];
  readonly acknowledged_at?: string;
  readonly responders_added_at?: string;
  /** Protobuf's Duration: seconds with 0, 3, 6 or 9 decimals and `s`. */
  readonly time_to_first_acknowledge?: string;
  readonly live_call?: LiveCallJson;
  readonly event_deduplication_key?: string;
  readonly is_shadow: boolean;
  readonly maintenance_window_id?: string;
  readonly targets: { readonly teams: readonly string[]; readonly users: readonly string[] };
}

export interface ResponderUserJson {
  readonly user_uuid: string;
  readonly name?: string;
  readonly email?: string;
}

/** The stored form: responders by id alone. */
export function onCallToJson(onCall: OnCall): OnCallJson {
  const { escalationPolicyId, escalationPolicyStepId, acknowledgedAt, respondersAddedAt } = onCall;
  const { timeToFirstAcknowledge, liveCall, eventDeduplicationKey, maintenanceWindowId } = onCall;
  return {
    ...(escalationPolicyId === undefined ? {} : { escalation_policy_id: escalationPolicyId }),
    ...(escalationPolicyStepId === undefined ? {} : { escalation_policy_step_id: escalationPolicyStepId }),
    escalation_policy_retry_count: onCall.escalationPolicyRetryCount,
    urgency: onCall.urgency,
    responder_users: onCall.responderIds.map((id) => ({ user_uuid: id })),
    ...(acknowledgedAt === undefined ? {} : { acknowledged_at: acknowledgedAt.toString() }),
    ...(respondersAddedAt === undefined ? {} : { responders_added_at: respondersAddedAt.toString() }),
    ...(timeToFirstAcknowledge === undefined
      ? {}
      : { time_to_first_acknowledge: durationToJson(timeToFirstAcknowledge) }),
    ...(liveCall === undefined ? {} : { live_call: liveCallToJson(liveCall) }),
    ...(eventDeduplicationKey === undefined ? {} : { event_deduplication_key: eventDeduplicationKey }),
    is_shadow: onCall.isShadow,
    ...(maintenanceWindowId === undefined ? {} : { maintenance_window_id: maintenanceWindowId }),
    targets: onCall.targets,
  };
}

/** Reads what `onCallToJson` wrote. */
export function onCallFromJson(json: OnCallJson): OnCall {
  const instant = (text: string) => Temporal.Instant.from(text);
  return {
    ...(json.escalation_policy_id === undefined ? {} : { escalationPolicyId: json.escalation_policy_id as PolicyId }),
    ...(json.escalation_policy_step_id === undefined ? {} : { escalationPolicyStepId: json.escalation_policy_step_id }),
    escalationPolicyRetryCount: json.escalation_policy_retry_count,
    urgency: json.urgency,
    responderIds: json.responder_users.map((user) => user.user_uuid as UserId),
    ...(json.acknowledged_at === undefined ? {} : { acknowledgedAt: instant(json.acknowledged_at) }),
    ...(json.responders_added_at === undefined ? {} : { respondersAddedAt: instant(json.responders_added_at) }),
    ...(json.time_to_first_acknowledge === undefined
      ? {}
      : { timeToFirstAcknowledge: durationFromJson(json.time_to_first_acknowledge) }),
    ...(json.live_call === undefined ? {} : { liveCall: liveCallFromJson(json.live_call) }),
    ...(json.event_deduplication_key === undefined ? {} : { eventDeduplicationKey: json.event_deduplication_key }),
    isShadow: json.is_shadow,
    ...(json.maintenance_window_id === undefined ? {} : { maintenanceWindowId: json.maintenance_window_id }),
    targets: json.targets,
  };
}
