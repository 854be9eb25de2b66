import { invalidField, isUuid, type PolicyId } from '../../kernel/index.js';
import { actionsOf, type ActionInput, type PolicyAction } from './action-draft.js';
import type { Threshold } from './page-route.js';
import { ruleQuery } from './rule-query.js';
import type { Route, RuleDraft, Urgency, WrittenRestrictions } from './routing-rule.js';
import { restrictionsOf, type TimeRestrictionsInput } from './time-restrictions.request.js';

/** A rule as the body holds it, after its types were checked. */
export interface RuleInput {
  readonly id?: string;
  readonly actions?: readonly ActionInput[] | null;
  readonly policy_id?: string | null;
  readonly query?: string;
  readonly urgency?: Urgency | null;
  readonly time_restriction?: TimeRestrictionsInput | null;
  readonly threshold?: Threshold | null;
}

/**
 * The rules that a PUT asks for, in either form of the contract.
 * @throws InvalidError that points at the member; for a query with the position of the mistake
 */
export function ruleDrafts(rules: readonly RuleInput[]): RuleDraft[] {
  return rules.map((rule, index) => draftOf(rule, `/data/attributes/rules/${index}`, index === rules.length - 1));
}

function draftOf(rule: RuleInput, pointer: string, isLast: boolean): RuleDraft {
  const query = rule.query ?? '';
  const isForEveryPage = ruleQuery(query, { in: 'body', field: `${pointer}/query` }).type === 'all';
  const restriction = rule.time_restriction ?? undefined;
  const timeRestriction =
    restriction === undefined ? undefined : restrictionsOf(restriction, `${pointer}/time_restriction`);
  requirePlace(isForEveryPage, timeRestriction, pointer, isLast);

  const { actions, policy } = actionsOf(rule.actions ?? [], `${pointer}/actions`);
  if (policy?.supportHours !== undefined && timeRestriction !== undefined) {
    throw invalidField(`${pointer}/time_restriction`, 'must not be given beside support_hours');
  }
  const urgency = urgencyOf(policy?.urgency, rule.urgency ?? undefined, pointer);
  return {
    ...(rule.id === undefined ? {} : { id: rule.id }),
    query,
    ...(timeRestriction === undefined ? {} : { timeRestriction }),
    ...(urgency === undefined ? {} : { urgency }),
    route: routeOf(rule, policy, pointer),
    actions,
  };
}

/** The last rule takes every page at every time; one before it that did would hide those below. */
function requirePlace(
  isForEveryPage: boolean,
  restriction: WrittenRestrictions | undefined,
  pointer: string,
  isLast: boolean,
): void {
  const isAlwaysOpen = restriction === undefined || restriction.restrictions.length === 0;
  if (isLast) {
    if (!isForEveryPage) throw invalidField(`${pointer}/query`, 'must be empty: the last rule is the fallback');
    if (!isAlwaysOpen) {
      throw invalidField(`${pointer}/time_restriction`, 'must be absent: the last rule is the fallback');
    }
  } else if (isForEveryPage && isAlwaysOpen) {
    throw invalidField(`${pointer}/query`, 'must not be empty: only the last rule is the fallback');
  }
}

/** Both forms of the contract come to the same: the older `policy_id`, or one escalation_policy action. */
function routeOf(rule: RuleInput, action: PolicyAction | undefined, pointer: string): Route {
  const older = rule.policy_id ?? '';
  const threshold = rule.threshold ?? undefined;
  if (action !== undefined && older !== '') {
    throw invalidField(`${pointer}/policy_id`, 'must not be given beside an escalation_policy action');
  }
  const policyId = action?.policyId ?? older;
  if (policyId === '') {
    if (threshold !== undefined) throw invalidField(`${pointer}/threshold`, 'needs an escalation policy');
    return { kind: 'nowhere' };
  }
  if (!isUuid(policyId)) throw invalidField(`${pointer}/policy_id`, 'must be a UUID');
  const { ackTimeoutMinutes, supportHours } = action ?? {};
  return {
    kind: 'policy',
    policyId: policyId.toLowerCase() as PolicyId,
    ...(ackTimeoutMinutes === undefined ? {} : { ackTimeoutMinutes }),
    ...(supportHours === undefined ? {} : { supportHours }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

/** The answer mirrors an action's urgency in the rule, so a client that sends back what it read sends it twice. */
function urgencyOf(ofAction: Urgency | undefined, ofRule: Urgency | undefined, pointer: string): Urgency | undefined {
  if (ofAction !== undefined && ofRule !== undefined && ofAction !== ofRule) {
    throw invalidField(`${pointer}/urgency`, "must be that of the rule's escalation_policy action");
  }
  return ofAction ?? ofRule;
}
