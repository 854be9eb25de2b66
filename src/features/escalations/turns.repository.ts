import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Turn } from './turns.js';

/** A step whose responders take turns. */
export interface TurnStep {
  readonly orgId: OrgId;
  readonly policyId: string;
  /** From 0. */
  readonly step: number;
}

interface Row {
  readonly org_id: OrgId;
  readonly policy_id: string;
  readonly step: number;
  readonly last_user_id: UserId | null;
  readonly last_index: number;
}

@Injectable()
export class TurnsRepository {
  /**
   * The last turns of the steps, by `turnName`, locked in the order of their key until the transaction ends, so that
   * two workers neither give one turn twice nor deadlock. A step without a turn yet gets its row here.
   */
  async lock(tx: Tx, steps: readonly TurnStep[]): Promise<ReadonlyMap<string, Turn>> {
    const distinct = [...new Map(steps.map((each) => [turnName(each), each])).values()];
    if (distinct.length === 0) return new Map();
    const rows = await tx.query<Row>(
      `insert into round_robin_turns as r (org_id, policy_id, step, last_index)
       select w.org_id, w.policy_id, w.step, -1
         from jsonb_to_recordset($1::jsonb) as w(org_id uuid, policy_id uuid, step integer)
        order by w.org_id, w.policy_id, w.step
       on conflict (org_id, policy_id, step) do update set last_index = r.last_index
       returning r.org_id, r.policy_id, r.step, r.last_user_id, r.last_index`,
      [JSON.stringify(distinct.map(({ orgId, policyId, step }) => ({ org_id: orgId, policy_id: policyId, step })))],
    );
    return turnsOf(rows);
  }

  /** As `lock` without locking: what a plan starts from. */
  async list(tx: Tx, orgId: OrgId, policyId: string): Promise<ReadonlyMap<string, Turn>> {
    const rows = await tx.query<Row>(
      `select r.org_id, r.policy_id, r.step, r.last_user_id, r.last_index
         from round_robin_turns r where r.org_id = $1 and r.policy_id = $2`,
      [orgId, policyId],
    );
    return turnsOf(rows);
  }

  async update(tx: Tx, turns: readonly (TurnStep & { readonly turn: Turn })[]): Promise<void> {
    if (turns.length === 0) return;
    await tx.query(
      `update round_robin_turns r set last_user_id = t.user_id, last_index = t.index
         from jsonb_to_recordset($1::jsonb) as t(org_id uuid, policy_id uuid, step integer, user_id uuid, index integer)
        where r.org_id = t.org_id and r.policy_id = t.policy_id and r.step = t.step`,
      [
        JSON.stringify(
          turns.map(({ orgId, policyId, step, turn: { userId, index } }) => ({
            org_id: orgId,
            policy_id: policyId,
            step,
            user_id: userId,
            index,
          })),
        ),
      ],
    );
  }
}

export function turnName({ orgId, policyId, step }: TurnStep): string {
  return `${orgId} ${policyId} ${step}`;
}

function turnsOf(rows: readonly Row[]): ReadonlyMap<string, Turn> {
  return new Map(
    rows.flatMap((row) => {
      const { org_id: orgId, policy_id: policyId, step, last_user_id: userId, last_index: index } = row;
      return userId === null ? [] : [[turnName({ orgId, policyId, step }), { userId, index }] as const];
    }),
  );
}
