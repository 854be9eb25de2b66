import { invalidField, isUuid, type PolicyId } from '../../kernel/index.js';
import type { Route, RuleDraft, Urgency } from './routing-rule.js';

/** A rule as the body holds it, after its types were checked. */
export interface RuleInput {
  readonly id?: string;
  readonly actions?: readonly ActionInput[] | null;
  readonly policy_id?: string | null;
  readonly query?: string;
  readonly urgency?: Urgency | null;
  readonly time_restriction?: unknown;
}

export interface ActionInput {
  readonly type: string;
  readonly policy_id?: string;
  readonly urgency?: Urgency;
  readonly ack_timeout_minutes?: unknown;
  readonly support_hours?: unknown;
  readonly channel?: unknown;
  readonly workspace?: unknown;
  readonly team?: unknown;
  readonly tenant?: unknown;
  readonly handle?: unknown;
}

interface PolicyChoice {
  readonly policyId: string;
  readonly urgency?: Urgency;
}

const UNSUPPORTED = 'is not supported by this release';

/**
 * The rules that a PUT asks for. This release accepts only what it carries out, which is one fallback rule: no query,
 * no time restriction, at most one escalation policy. Everything else is refused rather than stored without effect.
 * @throws InvalidError that points at the member
 */
export function ruleDrafts(rules: readonly RuleInput[]): RuleDraft[] {
  return rules.map((rule, index) => draftOf(rule, `/data/attributes/rules/${index}`, index === rules.length - 1));
}

function draftOf(rule: RuleInput, pointer: string, isLast: boolean): RuleDraft {
  const query = rule.query ?? '';
  requireFallback(query, `${pointer}/query`, isLast);
  if (isPresent(rule.time_restriction)) throw invalidField(`${pointer}/time_restriction`, UNSUPPORTED);
  const route = routeOf(rule, pointer);
  return { ...(rule.id === undefined ? {} : { id: rule.id }), query, route };
}

function requireFallback(query: string, pointer: string, isLast: boolean): void {
  if (isLast && query === '') return;
  if (isLast) throw invalidField(pointer, 'must be empty: the last rule is the fallback');
  if (query === '') throw invalidField(pointer, 'must not be empty: only the last rule is the fallback');
  throw invalidField(pointer, `${UNSUPPORTED}: a team has one rule, its fallback with an empty query`);
}

/** Both forms of the contract come to the same: the older `policy_id` beside `urgency`, or one escalation_policy action. */
function routeOf(rule: RuleInput, pointer: string): Route {
  const fromAction = actionChoice(rule.actions ?? [], `${pointer}/actions`);
  const older = rule.policy_id ?? '';
  if (fromAction !== undefined && older !== '') {
    throw invalidField(`${pointer}/policy_id`, 'must not be given beside an escalation_policy action');
  }
  const policyId = fromAction?.policyId ?? older;
  const urgency = urgencyOf(fromAction?.urgency, rule.urgency ?? undefined, pointer);
  if (policyId === '') {
    if (urgency !== undefined) throw invalidField(`${pointer}/urgency`, 'needs an escalation policy');
    return { kind: 'nowhere' };
  }
  if (!isUuid(policyId)) throw invalidField(`${pointer}/policy_id`, 'must be a UUID');
  const base = { kind: 'policy', policyId: policyId.toLowerCase() as PolicyId } as const;
  return urgency === undefined ? base : { ...base, urgency };
}

/** The answer mirrors an action's urgency in the rule, so a client that sends back what it read sends it twice. */
function urgencyOf(ofAction: Urgency | undefined, ofRule: Urgency | undefined, pointer: string): Urgency | undefined {
  if (ofAction !== undefined && ofRule !== undefined && ofAction !== ofRule) {
    throw invalidField(`${pointer}/urgency`, "must be that of the rule's escalation_policy action");
  }
  const urgency = ofAction ?? ofRule;
  if (urgency !== 'dynamic') return urgency;
  const at = ofAction === undefined ? pointer : `${pointer}/actions/0`;
  throw invalidField(`${at}/urgency`, `dynamic ${UNSUPPORTED}; use low or high`);
}

function actionChoice(actions: readonly ActionInput[], pointer: string): PolicyChoice | undefined {
  const choices = actions.map((action, index) => {
    const at = `${pointer}/${index}`;
    if (action.type !== 'escalation_policy') throw invalidField(`${at}/type`, `${action.type} ${UNSUPPORTED}`);
    if (index > 0) throw invalidField(at, 'is a second escalation_policy action: a rule has at most one');
    refuseMembers(action, at);
    if (action.policy_id === undefined) throw invalidField(`${at}/policy_id`, 'must be a UUID');
    const { policy_id: policyId, urgency } = action;
    return urgency === undefined ? { policyId } : { policyId, urgency };
  });
  return choices[0];
}

function refuseMembers(action: ActionInput, pointer: string): void {
  for (const member of ['ack_timeout_minutes', 'support_hours'] as const) {
    if (isPresent(action[member])) throw invalidField(`${pointer}/${member}`, UNSUPPORTED);
  }
  for (const member of ['channel', 'workspace', 'team', 'tenant', 'handle'] as const) {
    if (isPresent(action[member])) throw invalidField(`${pointer}/${member}`, 'is not of an escalation_policy action');
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
