import { Injectable } from '@nestjs/common';
import { newId, type CaseId, type OrgId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import type { RouteAction } from '../routing/index.js';
import type { WantedAction } from './route-action.js';
import { CLAIM, ENQUEUE, RECORD } from './route-actions.sql.js';

/** An action that this sender holds until the lease ends, and its page as it is now. */
export interface ClaimedAction {
  readonly org_id: OrgId;
  readonly id: string;
  readonly case_id: CaseId;
  readonly rule_id: string;
  readonly position: number;
  readonly action: RouteAction;
  readonly attempt: number;
  readonly key: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly urgency: 'low' | 'high';
  readonly priority: string;
  readonly status: string;
  readonly services: readonly string[];
  readonly tags: readonly string[];
  readonly created_at: Temporal.Instant;
  readonly is_shadow: boolean;
  readonly closed: boolean;
  readonly team_id: string | null;
  readonly team_handle: string | null;
  readonly team_name: string | null;
}

export type ActionResult =
  | { readonly state: 'sent'; readonly status: number }
  | { readonly state: 'failed' | 'cancelled'; readonly reason: string }
  | { readonly state: 'pending'; readonly reason: string; readonly delayMs: number };

/** Longer than any receiver may take: a sender that has not answered by then is taken for gone. */
const LEASE_SECONDS = 30;

@Injectable()
export class RouteActionsRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  async enqueue(actions: readonly WantedAction[]): Promise<void> {
    if (actions.length === 0) return;
    const rows = actions.map(({ orgId, caseId, ruleId, position, action }) => ({
      org_id: orgId,
      id: newId(),
      case_id: caseId,
      rule_id: ruleId,
      position,
      action,
    }));
    await this.engine.statement(ENQUEUE, [JSON.stringify(rows)]);
  }

  claim(limit: number): Promise<ClaimedAction[]> {
    return this.engine.statement<ClaimedAction>(CLAIM, [limit, LEASE_SECONDS]);
  }

  /** Answers whether it was recorded: not when the lease went to another sender meanwhile. */
  async record(claimed: ClaimedAction, result: ActionResult): Promise<boolean> {
    const reason = 'reason' in result ? result.reason : null;
    const told = {
      action: claimed.action,
      rule_id: claimed.rule_id,
      attempt: claimed.attempt,
      ...(result.state === 'sent' ? { status: result.status } : {}),
      ...(reason === null ? {} : { reason }),
    };
    const recorded = await this.engine.statement<{ id: string }>(RECORD, [
      claimed.org_id,
      claimed.id,
      claimed.attempt,
      result.state,
      reason,
      result.state === 'pending' ? result.delayMs / 1000 : 0,
      result.state === 'pending' ? null : `routing.action_${result.state}`,
      JSON.stringify(told),
    ]);
    return recorded.length > 0;
  }
}
