import { Injectable } from '@nestjs/common';
import type { OrgId, PolicyId, TeamId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { RoutingRule, Urgency } from './routing-rule.js';

interface RuleRow {
  readonly id: string;
  readonly query: string;
  readonly policy_id: PolicyId | null;
  readonly urgency: Urgency | null;
}

@Injectable()
export class RoutingRulesRepository {
  /** The rules of a team from top to bottom, by routing_rules_order. */
  async list(tx: Tx, orgId: OrgId, teamId: TeamId): Promise<RoutingRule[]> {
    const rows = await tx.query<RuleRow>(
      `select r.id, r.query, r.policy_id, r.urgency
         from routing_rules r
        where r.org_id = $1 and r.team_id = $2
        order by r.position
        limit 100`,
      [orgId, teamId],
    );
    return rows.map((row) => ruleOf(teamId, row));
  }

  /**
   * Locks the team's row, so that two lists for one team are written one after the other: without it both would see
   * the old rules and meet at routing_rules_order. False when the organization has no such team.
   */
  async lockTeam(tx: Tx, orgId: OrgId, teamId: TeamId): Promise<boolean> {
    const rows = await tx.query(`select t.id from teams t where t.org_id = $1 and t.id = $2 for no key update`, [
      orgId,
      teamId,
    ]);
    return rows.length > 0;
  }

  /** Makes `rules` the whole list of the team, in this order; the caller holds the team's lock. */
  async replace(tx: Tx, orgId: OrgId, teamId: TeamId, rules: readonly RoutingRule[]): Promise<void> {
    await tx.query(`delete from routing_rules r where r.org_id = $1 and r.team_id = $2 and r.id <> all ($3::uuid[])`, [
      orgId,
      teamId,
      rules.map((rule) => rule.id),
    ]);
    await tx.query(
      `insert into routing_rules (org_id, id, team_id, position, query, urgency, policy_id, actions, created_at)
       select $1, r.id, $2, r.position, r.query, r.urgency, r.policy_id, '[]', clock_timestamp()
         from jsonb_to_recordset($3::jsonb) as r (id uuid, position integer, query text, urgency text, policy_id uuid)
       on conflict (org_id, id) do update
          set position = excluded.position, query = excluded.query, urgency = excluded.urgency,
              policy_id = excluded.policy_id, actions = excluded.actions`,
      [orgId, teamId, JSON.stringify(rules.map(rowOf))],
    );
  }
}

function rowOf(rule: RoutingRule, position: number): RuleRow & { position: number } {
  const { id, query, route } = rule;
  const policy_id = route.kind === 'policy' ? route.policyId : null;
  const urgency = route.kind === 'policy' ? (route.urgency ?? null) : null;
  return { id, position, query, policy_id, urgency };
}

function ruleOf(teamId: TeamId, row: RuleRow): RoutingRule {
  const { id, query, policy_id: policyId, urgency } = row;
  if (policyId === null) return { id, teamId, query, route: { kind: 'nowhere' } };
  return { id, teamId, query, route: { kind: 'policy', policyId, ...(urgency === null ? {} : { urgency }) } };
}
