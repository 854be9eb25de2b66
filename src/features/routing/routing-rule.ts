import { invalidField, type PolicyId, type TeamId } from '../../kernel/index.js';
import type { TimeRestrictions } from '../schedules/index.js';
import type { RouteAction, Threshold } from './page-route.js';

export const URGENCIES = ['low', 'high', 'dynamic'] as const;
/** For pages whose caller states none. `dynamic`: by the status of the alert (`urgency.ts`). */
export type Urgency = (typeof URGENCIES)[number];

/** Where pages of a team go. The rules of a team are tried top to bottom; the last one is its fallback. */
export interface RoutingRule extends RuleTerms {
  readonly id: string;
  readonly teamId: TeamId;
}

/** What a page must be for the rule, and what becomes of it then. */
export interface RuleTerms {
  /** What a page must match, in the query language; empty matches every page. */
  readonly query: string;
  /** The rule counts only while these are open. */
  readonly timeRestriction?: WrittenRestrictions;
  readonly urgency?: Urgency;
  readonly route: Route;
  /** What is sent beside the escalation, in order. */
  readonly actions: readonly RouteAction[];
}

/** As a client wrote them: the public contract lets the zone be an empty text, which is UTC and answered as it came. */
export interface WrittenRestrictions extends TimeRestrictions {
  readonly zoneIsUnstated?: boolean;
}

/** A rule without a policy makes a page that nobody is told of; only with a policy it may say how it is escalated. */
export type Route = { readonly kind: 'nowhere' } | PolicyRoute;

export interface PolicyRoute {
  readonly kind: 'policy';
  readonly policyId: PolicyId;
  /** 1 to 10,080 (a week). */
  readonly ackTimeoutMinutes?: number;
  readonly supportHours?: WrittenRestrictions;
  readonly threshold?: Threshold;
}

/** A rule as a request asks for it. */
export interface RuleDraft extends RuleTerms {
  /** Of a rule that the team already has; without it the rule is new. */
  readonly id?: string;
}

const RULES = '/data/attributes/rules';

/**
 * The list that drafts make of a team's rules. A rule that names its id keeps it; all others are new.
 * @throws InvalidError when an id is not of this team, or is used twice
 */
export function composed(
  teamId: TeamId,
  drafts: readonly RuleDraft[],
  known: readonly RoutingRule[],
  makeId: () => string,
): RoutingRule[] {
  const free = new Set(known.map((rule) => rule.id));
  return drafts.map(({ id, ...terms }, index) => {
    if (id !== undefined && !free.delete(id)) {
      throw invalidField(`${RULES}/${index}/id`, 'is not a rule of this team, or is used twice');
    }
    return { id: id ?? makeId(), teamId, ...terms };
  });
}
