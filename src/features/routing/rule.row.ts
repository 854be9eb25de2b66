import type { PolicyId } from '../../kernel/index.js';
import type { RouteAction, Threshold } from './page-route.js';
import type { Route, RuleTerms, Urgency, WrittenRestrictions } from './routing-rule.js';

/** A rule as it stands in the table and in the JSON that is read from it. */
export interface RuleRow {
  readonly id: string;
  readonly query: string;
  readonly urgency: Urgency | null;
  readonly policy_id: PolicyId | null;
  readonly time_restriction: WrittenRestrictions | null;
  readonly actions: readonly RouteAction[];
  readonly ack_timeout_minutes: number | null;
  readonly support_hours: WrittenRestrictions | null;
  readonly threshold: Threshold | null;
}

/** The columns of `routing_rules r` that a RuleRow needs. */
export const RULE_COLUMNS =
  'r.id, r.query, r.urgency, r.policy_id, r.time_restriction, r.actions, r.ack_timeout_minutes, r.support_hours, r.threshold';

/** SQL expression: the rules of the group, top to bottom, as a JSON list of RuleRow. */
export const RULES_AS_JSON = `json_agg(json_build_object(
  'id', r.id, 'query', r.query, 'urgency', r.urgency, 'policy_id', r.policy_id,
  'time_restriction', r.time_restriction, 'actions', r.actions, 'ack_timeout_minutes', r.ack_timeout_minutes,
  'support_hours', r.support_hours, 'threshold', r.threshold) order by r.position)`;

export function termsOf(row: RuleRow): RuleTerms {
  const { query, time_restriction: timeRestriction, urgency, actions } = row;
  return {
    query,
    ...(timeRestriction === null ? {} : { timeRestriction }),
    ...(urgency === null ? {} : { urgency }),
    route: routeOf(row),
    actions,
  };
}

function routeOf(row: RuleRow): Route {
  const { policy_id: policyId, ack_timeout_minutes: ackTimeoutMinutes, threshold } = row;
  const supportHours = row.support_hours;
  if (policyId === null) return { kind: 'nowhere' };
  return {
    kind: 'policy',
    policyId,
    ...(ackTimeoutMinutes === null ? {} : { ackTimeoutMinutes }),
    ...(supportHours === null ? {} : { supportHours }),
    ...(threshold === null ? {} : { threshold }),
  };
}

export function rowOf(id: string, { query, timeRestriction, urgency, route, actions }: RuleTerms): RuleRow {
  const to = route.kind === 'policy' ? route : undefined;
  return {
    id,
    query,
    urgency: urgency ?? null,
    policy_id: to?.policyId ?? null,
    time_restriction: timeRestriction ?? null,
    actions,
    ack_timeout_minutes: to?.ackTimeoutMinutes ?? null,
    support_hours: to?.supportHours ?? null,
    threshold: to?.threshold ?? null,
  };
}
