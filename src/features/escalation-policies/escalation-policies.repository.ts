import { Injectable } from '@nestjs/common';
import { InvalidError, type OrgId, type PolicyId, type TeamId } from '../../kernel/index.js';
import { violatedConstraint, type Tx } from '../../platform/database/index.js';
import type { EscalationPolicy } from './escalation-policy.js';
import type { PolicySnapshot } from './policy-snapshot.js';
import { SNAPSHOT_OF_P } from './policy-snapshot.sql.js';

/** Foreign keys that fail only when what they lead to is deleted between the check of the request and the write. */
const REFERRED: Readonly<Record<string, string>> = {
  escalation_policy_targets_team: 'team',
  escalation_policy_teams_of_team: 'team',
  escalation_policy_targets_schedule: 'schedule',
};

@Injectable()
export class EscalationPoliciesRepository {
  /** The whole policy in one statement, by escalation_policies_pk. */
  async find(tx: Tx, orgId: OrgId, id: PolicyId): Promise<EscalationPolicy | undefined> {
    const rows = await tx.query<{ snapshot: PolicySnapshot; team_ids: TeamId[] }>(
      `select ${SNAPSHOT_OF_P} as snapshot,
              array(select m.team_id from escalation_policy_teams m
                     where m.org_id = p.org_id and m.policy_id = p.id order by m.position) as team_ids
         from escalation_policies p
        where p.org_id = $1 and p.id = $2`,
      [orgId, id],
    );
    const row = rows[0];
    return row === undefined ? undefined : { ...row.snapshot, id, teamIds: row.team_ids };
  }

  /** As `find`, after locking the row: edits, deletion and new references of one policy take turns. */
  async lock(tx: Tx, orgId: OrgId, id: PolicyId): Promise<EscalationPolicy | undefined> {
    const locked = await tx.query(
      `select p.id from escalation_policies p where p.org_id = $1 and p.id = $2 for update`,
      [orgId, id],
    );
    return locked.length === 0 ? undefined : this.find(tx, orgId, id);
  }

  async insert(tx: Tx, orgId: OrgId, policy: EscalationPolicy): Promise<void> {
    await tx.query(
      `insert into escalation_policies (org_id, id, name, retries, resolve_page_on_policy_end, created_at, modified_at)
       select $1, $2, $3, $4, $5, c.at, c.at from (select clock_timestamp() as at) c`,
      [orgId, policy.id, policy.name, policy.retries, policy.resolvePageOnPolicyEnd],
    );
    await this.insertParts(tx, orgId, policy);
  }

  /** Replaces all of the policy; the caller holds its lock. */
  async update(tx: Tx, orgId: OrgId, policy: EscalationPolicy): Promise<void> {
    await tx.query(
      `update escalation_policies p
          set name = $3, retries = $4, resolve_page_on_policy_end = $5, modified_at = clock_timestamp()
        where p.org_id = $1 and p.id = $2`,
      [orgId, policy.id, policy.name, policy.retries, policy.resolvePageOnPolicyEnd],
    );
    await tx.query(`delete from escalation_policy_teams m where m.org_id = $1 and m.policy_id = $2`, [
      orgId,
      policy.id,
    ]);
    await tx.query(`delete from escalation_policy_steps s where s.org_id = $1 and s.policy_id = $2`, [
      orgId,
      policy.id,
    ]);
    await this.insertParts(tx, orgId, policy);
  }

  /** Steps, targets and team links go with it by their foreign keys, the turns of its steps because nobody needs them. */
  async remove(tx: Tx, orgId: OrgId, id: PolicyId): Promise<void> {
    await tx.query(`delete from round_robin_turns r where r.org_id = $1 and r.policy_id = $2`, [orgId, id]);
    await tx.query(`delete from escalation_policies p where p.org_id = $1 and p.id = $2`, [orgId, id]);
  }

  /**
   * Ids of the routing rules that refer to the policy, by routing_rules_by_policy: the holders of a foreign key on this
   * table, which is why they are read here. Complete while the policy is locked: a new reference waits for the lock.
   */
  async listReferringRules(tx: Tx, orgId: OrgId, id: PolicyId): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select r.id from routing_rules r where r.org_id = $1 and r.policy_id = $2 order by r.id limit 20`,
      [orgId, id],
    );
    return rows.map((row) => row.id);
  }

  private async insertParts(tx: Tx, orgId: OrgId, policy: EscalationPolicy): Promise<void> {
    try {
      await insertTeams(tx, orgId, policy);
      await insertSteps(tx, orgId, policy);
      await insertTargets(tx, orgId, policy);
    } catch (error) {
      const referred = REFERRED[violatedConstraint(error) ?? ''];
      if (referred === undefined) throw error;
      throw new InvalidError(`A ${referred} of this policy was deleted meanwhile.`, [
        { in: 'body', field: '/data', rule: `refers to a ${referred} that was deleted meanwhile` },
      ]);
    }
  }
}

async function insertTeams(tx: Tx, orgId: OrgId, policy: EscalationPolicy): Promise<void> {
  await tx.query(
    `insert into escalation_policy_teams (org_id, policy_id, team_id, position)
     select $1, $2, m.team_id, m.position from unnest($3::uuid[]) with ordinality as m(team_id, position)`,
    [orgId, policy.id, policy.teamIds],
  );
}

async function insertSteps(tx: Tx, orgId: OrgId, policy: EscalationPolicy): Promise<void> {
  await tx.query(
    `insert into escalation_policy_steps (org_id, id, policy_id, position, assignment, escalate_after_seconds)
     select $1, s.id, $2, s.number - 1, s.assignment, s.delay
       from unnest($3::uuid[], $4::text[], $5::integer[]) with ordinality as s (id, assignment, delay, number)`,
    [
      orgId,
      policy.id,
      policy.steps.map((step) => step.id),
      policy.steps.map((step) => step.assignment ?? 'default'),
      policy.steps.map((step) => step.escalateAfterSeconds),
    ],
  );
}

async function insertTargets(tx: Tx, orgId: OrgId, policy: EscalationPolicy): Promise<void> {
  const rows = policy.steps.flatMap((step) =>
    step.targets.map((target, position) => ({
      step_id: step.id,
      position,
      user_id: target.kind === 'user' ? target.id : null,
      team_id: target.kind === 'team' ? target.id : null,
      schedule_id: target.kind === 'schedule' ? target.id : null,
      schedule_position: target.kind === 'schedule' ? target.position : null,
    })),
  );
  await tx.query(
    `insert into escalation_policy_targets (org_id, step_id, position, user_id, team_id, schedule_id, schedule_position)
     select $1, t.step_id, t.position, t.user_id, t.team_id, t.schedule_id, t.schedule_position
       from jsonb_to_recordset($2::jsonb)
            as t (step_id uuid, position integer, user_id uuid, team_id uuid, schedule_id uuid, schedule_position text)`,
    [orgId, JSON.stringify(rows)],
  );
}
