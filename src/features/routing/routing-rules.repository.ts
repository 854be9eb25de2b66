import { Injectable } from '@nestjs/common';
import type { OrgId, TeamId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { RoutingRule } from './routing-rule.js';
import { RULE_COLUMNS, rowOf, termsOf, type RuleRow } from './rule.row.js';

@Injectable()
export class RoutingRulesRepository {
  /** The rules of a team from top to bottom, by routing_rules_order. */
  async list(tx: Tx, orgId: OrgId, teamId: TeamId): Promise<RoutingRule[]> {
    const rows = await tx.query<RuleRow>(
      `select ${RULE_COLUMNS}
         from routing_rules r
        where r.org_id = $1 and r.team_id = $2
        order by r.position
        limit 100`,
      [orgId, teamId],
    );
    return rows.map((row) => ({ id: row.id, teamId, ...termsOf(row) }));
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
      `insert into routing_rules (org_id, id, team_id, position, query, urgency, policy_id, time_restriction, actions,
                                  ack_timeout_minutes, support_hours, threshold, created_at)
       select $1, r.id, $2, r.position, r.query, r.urgency, r.policy_id, r.time_restriction, r.actions,
              r.ack_timeout_minutes, r.support_hours, r.threshold, clock_timestamp()
         from jsonb_to_recordset($3::jsonb)
              as r (id uuid, position integer, query text, urgency text, policy_id uuid, time_restriction jsonb,
                    actions jsonb, ack_timeout_minutes integer, support_hours jsonb, threshold jsonb)
       on conflict (org_id, id) do update
          set position = excluded.position, query = excluded.query, urgency = excluded.urgency,
              policy_id = excluded.policy_id, time_restriction = excluded.time_restriction,
              actions = excluded.actions, ack_timeout_minutes = excluded.ack_timeout_minutes,
              support_hours = excluded.support_hours, threshold = excluded.threshold`,
      [orgId, teamId, JSON.stringify(rules.map((rule, position) => ({ ...rowOf(rule.id, rule), position })))],
    );
  }
}
