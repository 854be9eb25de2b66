import { Injectable } from '@nestjs/common';
import type { OrgId, PolicyId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { PolicySnapshot } from './policy-snapshot.js';
import { SNAPSHOT_OF_P } from './policy-snapshot.sql.js';

/** What other features may ask of escalation policies. Works in transactions of requests and of the engine. */
@Injectable()
export class EscalationPoliciesReader {
  /** The copy that a running escalation keeps, or undefined when the organization has no such policy. */
  async snapshot(tx: Tx, orgId: OrgId, policyId: PolicyId): Promise<PolicySnapshot | undefined> {
    const rows = await tx.query<{ snapshot: PolicySnapshot }>(
      `select ${SNAPSHOT_OF_P} as snapshot from escalation_policies p where p.org_id = $1 and p.id = $2`,
      [orgId, policyId],
    );
    return rows[0]?.snapshot;
  }

  /**
   * Whether the organization has the policy; if so it cannot be deleted until the transaction ends, so that the caller
   * may write a reference to it. Not for the engine, which has no right to lock it.
   */
  async holds(tx: Tx, orgId: OrgId, policyId: PolicyId): Promise<boolean> {
    const rows = await tx.query(
      `select p.id from escalation_policies p where p.org_id = $1 and p.id = $2 for key share`,
      [orgId, policyId],
    );
    return rows.length > 0;
  }
}
