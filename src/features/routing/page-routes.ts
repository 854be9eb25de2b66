import { Injectable } from '@nestjs/common';
import { isUuid, type OrgId, type TeamId } from '../../kernel/index.js';
import { EngineUnitOfWork, GroupCommit, type Outcome } from '../../platform/database/index.js';
import { SNAPSHOT_OF_P, type PolicySnapshot } from '../escalation-policies/index.js';
import type { PageFacts } from './page-facts.js';
import type { PageRoute } from './page-route.js';
import type { Urgency } from './routing-rule.js';

export type TargetType = 'team_id' | 'team_handle' | 'user_id';

/** Whom a page is for, as the caller names it. */
export interface Addressee {
  readonly orgId: OrgId;
  readonly type: TargetType;
  readonly identifier: string;
}

export type Resolution = PageRoute | 'unknown' | 'disabled';

interface Row {
  readonly ordinal: number;
  readonly team_id: TeamId | null;
  readonly team_handle: string | null;
  readonly user_id: string | null;
  readonly disabled: boolean | null;
  readonly urgency: Urgency | null;
  readonly policy: PolicySnapshot | null;
}

const MAX_BATCH = 200;
/** A person paged directly is notified once; the end of this wait is the end of the policy. */
const DIRECT_SECONDS = 300;

/**
 * Resolves the addressees of pages, those that come at the same time in one statement: one look-up a page would cost
 * more than its create. Nothing is cached, so a page takes the rules as they were committed.
 */
@Injectable()
export class PageRoutes {
  private readonly batch = new GroupCommit<Addressee, Resolution>((addressees) => this.lookUp(addressees), MAX_BATCH);

  constructor(private readonly engine: EngineUnitOfWork) {}

  /** `unknown` when the organization has no such team or user, `disabled` for a user who cannot be paged. */
  resolve(addressee: Addressee, _facts: PageFacts): Promise<Resolution> {
    if (addressee.type !== 'team_handle' && !isUuid(addressee.identifier)) return Promise.resolve('unknown');
    return this.batch.submit(addressee);
  }

  /** Teams by teams_pk or teams_handle_once, rules by routing_rules_order, users by users_pk. */
  private async lookUp(addressees: readonly Addressee[]): Promise<readonly Outcome<Resolution>[]> {
    const distinct = new Map<string, Addressee>(addressees.map((each) => [nameOf(each), each]));
    const wanted = [...distinct.values()].map(({ orgId, type, identifier }, ordinal) => ({
      ordinal,
      org_id: orgId,
      team_id: type === 'team_id' ? identifier : undefined,
      handle: type === 'team_handle' ? identifier : undefined,
      user_id: type === 'user_id' ? identifier : undefined,
    }));
    const rows = await this.engine.statement<Row>(
      `select w.ordinal, t.id as team_id, t.handle as team_handle, u.id as user_id, u.disabled_at is not null as disabled, r.urgency,
              case when p.id is not null then ${SNAPSHOT_OF_P} end as policy
         from jsonb_to_recordset($1::jsonb)
              as w(ordinal integer, org_id uuid, team_id uuid, handle text, user_id uuid)
         left join teams t on t.org_id = w.org_id and (t.id = w.team_id or t.handle = w.handle)
         left join users u on u.org_id = w.org_id and u.id = w.user_id
         left join lateral (
           select r.urgency, r.policy_id from routing_rules r
            where r.org_id = t.org_id and r.team_id = t.id
            order by r.position desc limit 1) r on true
         left join escalation_policies p on p.org_id = t.org_id and p.id = r.policy_id`,
      [JSON.stringify(wanted)],
    );
    const byOrdinal = new Map(rows.map((row) => [row.ordinal, resolutionOf(row)]));
    const names = [...distinct.keys()];
    const byName = new Map(names.map((name, ordinal) => [name, byOrdinal.get(ordinal) ?? 'unknown']));
    return addressees.map((each) => ({ ok: true, result: byName.get(nameOf(each)) ?? 'unknown' }));
  }
}

function nameOf({ orgId, type, identifier }: Addressee): string {
  return `${orgId} ${type} ${identifier}`;
}

function resolutionOf(row: Row): Resolution {
  if (row.user_id !== null) return row.disabled === true ? 'disabled' : directRoute(row.user_id);
  if (row.team_id === null) return 'unknown';
  return {
    target: { kind: 'team', id: row.team_id },
    teamId: row.team_id,
    ...(row.team_handle === null ? {} : { teamHandle: row.team_handle }),
    ...(row.urgency === null ? {} : { urgency: row.urgency === 'low' ? 'low' : 'high' }),
    actions: [],
    policy: row.policy ?? EMPTY,
  };
}

/** A team without a policy: the escalation ends at once, and with it the organization's admins are paged. */
const EMPTY: PolicySnapshot = { id: '', name: '', retries: 0, resolvePageOnPolicyEnd: false, steps: [] };

function directRoute(userId: string): PageRoute {
  return {
    target: { kind: 'user', id: userId },
    actions: [],
    policy: {
      ...EMPTY,
      steps: [{ id: '', escalateAfterSeconds: DIRECT_SECONDS, targets: [{ kind: 'user', id: userId }] }],
    },
  };
}
