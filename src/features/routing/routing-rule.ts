import { invalidField, type PolicyId, type TeamId } from '../../kernel/index.js';

export const URGENCIES = ['low', 'high', 'dynamic'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Where pages of a team go. The rules of a team are tried top to bottom; the last one is its fallback. */
export interface RoutingRule {
  readonly id: string;
  readonly teamId: TeamId;
  /** What a page must match, in the query language; empty matches every page. */
  readonly query: string;
  readonly route: Route;
}

/** A rule without a policy makes a page that nobody is told of; only with a policy it may set an urgency. */
export type Route =
  { readonly kind: 'nowhere' } | { readonly kind: 'policy'; readonly policyId: PolicyId; readonly urgency?: Urgency };

/** A rule as a request asks for it. */
export interface RuleDraft {
  /** Of a rule that the team already has; without it the rule is new. */
  readonly id?: string;
  readonly query: string;
  readonly route: Route;
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
  return drafts.map(({ id, query, route }, index) => {
    if (id !== undefined && !free.delete(id)) {
      throw invalidField(`${RULES}/${index}/id`, 'is not a rule of this team, or is used twice');
    }
    return { id: id ?? makeId(), teamId, query, route };
  });
}
