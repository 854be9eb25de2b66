import { Injectable } from '@nestjs/common';
import type { OrgId, PolicyId, TeamId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { SNAPSHOT_OF_P, type PolicySnapshot } from '../escalation-policies/index.js';
import type { Urgency } from './routing-rule.js';

export interface TeamRoute {
  readonly ruleId: string;
  readonly policyId?: PolicyId;
  /** Of the page, when the rule sets one; else the page keeps its own. */
  readonly urgency?: Urgency;
}

export interface TeamPolicy {
  readonly ruleId: string;
  readonly urgency?: Urgency;
  readonly policy?: PolicySnapshot;
}

/**
 * Where a team's pages go when no rule above takes them: its fallback, the last rule. `PageRoutes` says it for one page.
 * Works in transactions of requests and of the engine. Both read by routing_rules_order.
 */
@Injectable()
export class RoutingReader {
  /** Undefined when the team has no rules, or is not of this organization. */
  async route(tx: Tx, orgId: OrgId, teamId: TeamId): Promise<TeamRoute | undefined> {
    const rows = await tx.query<{ id: string; policy_id: PolicyId | null; urgency: Urgency | null }>(
      `select r.id, r.policy_id, r.urgency
         from routing_rules r
        where r.org_id = $1 and r.team_id = $2
        order by r.position desc
        limit 1`,
      [orgId, teamId],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    const policy = row.policy_id === null ? {} : { policyId: row.policy_id };
    return { ruleId: row.id, ...policy, ...(row.urgency === null ? {} : { urgency: row.urgency }) };
  }

  /** As `route`, with the copy of its policy, in one statement: on the path of every page that is created. */
  async policyFor(tx: Tx, orgId: OrgId, teamId: TeamId): Promise<TeamPolicy | undefined> {
    const rows = await tx.query<{ id: string; urgency: Urgency | null; policy: PolicySnapshot | null }>(
      `select r.id, r.urgency, case when p.id is not null then ${SNAPSHOT_OF_P} end as policy
         from routing_rules r
         left join escalation_policies p on p.org_id = r.org_id and p.id = r.policy_id
        where r.org_id = $1 and r.team_id = $2
        order by r.position desc
        limit 1`,
      [orgId, teamId],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    const urgency = row.urgency === null ? {} : { urgency: row.urgency };
    return { ruleId: row.id, ...urgency, ...(row.policy === null ? {} : { policy: row.policy }) };
  }
}
