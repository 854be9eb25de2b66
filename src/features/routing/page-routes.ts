import { Injectable } from '@nestjs/common';
import { isUuid, type OrgId, type TeamId } from '../../kernel/index.js';
import { EngineUnitOfWork, GroupCommit, type Outcome } from '../../platform/database/index.js';
import { SNAPSHOT_OF_P, type PolicySnapshot } from '../escalation-policies/index.js';
import type { PageFacts } from './page-facts.js';
import type { PageRoute } from './page-route.js';
import { firstMatch, matchedBy } from './rule-evaluation.js';
import { RulePredicates } from './rule-predicates.js';
import { ruleDocument } from './rule-query.js';
import type { RuleTerms } from './routing-rule.js';
import { RULES_AS_JSON, termsOf, type RuleRow } from './rule.row.js';
import { urgencyOf } from './urgency.js';

export type TargetType = 'team_id' | 'team_handle' | 'user_id';

/** Whom a page is for, as the caller names it. */
export interface Addressee {
  readonly orgId: OrgId;
  readonly type: TargetType;
  readonly identifier: string;
}

export type Resolution = PageRoute | 'unknown' | 'disabled';

interface Inquiry {
  readonly addressee: Addressee;
  readonly facts: PageFacts;
}

/** What the database knows of an addressee. */
interface Row<Rule = RuleRow> {
  readonly ordinal: number;
  readonly at: Temporal.Instant;
  readonly team_id: TeamId | null;
  readonly handle: string | null;
  readonly user_id: string | null;
  readonly disabled: boolean | null;
  /** Of the team, top to bottom. */
  readonly rules: readonly Rule[] | null;
  /** Those that its rules lead to, once each. */
  readonly policies: readonly PolicySnapshot[] | null;
}

type Known = Row<RuleTerms & { readonly id: string }>;

const MAX_BATCH = 200;
/** A person paged directly is notified once; the end of this wait is the end of the policy. */
const DIRECT_SECONDS = 300;

/**
 * Resolves the addressees of pages, those that come at the same time in one statement: one look-up a page would cost
 * more than its create. No rule is cached, so a page takes the rules as they were committed; only what their texts
 * compile to is kept.
 */
@Injectable()
export class PageRoutes {
  private readonly batch = new GroupCommit<Inquiry, Resolution>((inquiries) => this.resolveAll(inquiries), MAX_BATCH);

  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly predicates: RulePredicates,
  ) {}

  /** `unknown` when the organization has no such team or user, `disabled` for a user who cannot be paged. */
  resolve(addressee: Addressee, facts: PageFacts): Promise<Resolution> {
    if (addressee.type !== 'team_handle' && !isUuid(addressee.identifier)) return Promise.resolve('unknown');
    return this.batch.submit({ addressee, facts });
  }

  private async resolveAll(inquiries: readonly Inquiry[]): Promise<readonly Outcome<Resolution>[]> {
    const distinct = new Map(inquiries.map(({ addressee }) => [nameOf(addressee), addressee]));
    const rows = await this.lookUp([...distinct.values()]);
    const byName = new Map([...distinct.keys()].map((name, ordinal) => [name, rows.get(ordinal)]));
    return inquiries.map(({ addressee, facts }) => {
      const row = byName.get(nameOf(addressee));
      return { ok: true, result: row === undefined ? 'unknown' : this.resolutionOf(row, facts) };
    });
  }

  /** Teams by teams_pk or teams_handle_once, rules by routing_rules_order, users by users_pk; answers by ordinal. */
  private async lookUp(addressees: readonly Addressee[]): Promise<ReadonlyMap<number, Known>> {
    const wanted = addressees.map(({ orgId, type, identifier }, ordinal) => ({
      ordinal,
      org_id: orgId,
      team_id: type === 'team_id' ? identifier : undefined,
      handle: type === 'team_handle' ? identifier : undefined,
      user_id: type === 'user_id' ? identifier : undefined,
    }));
    const rows = await this.engine.statement<Row>(
      `select w.ordinal, clock_timestamp() as at, t.id as team_id, t.handle, u.id as user_id,
              u.disabled_at is not null as disabled, of_team.rules, of_team.policies
         from jsonb_to_recordset($1::jsonb)
              as w(ordinal integer, org_id uuid, team_id uuid, handle text, user_id uuid)
         left join teams t on t.org_id = w.org_id and (t.id = w.team_id or t.handle = w.handle)
         left join users u on u.org_id = w.org_id and u.id = w.user_id
         left join lateral (
           select ${RULES_AS_JSON} as rules,
                  (select json_agg(${SNAPSHOT_OF_P}) from escalation_policies p
                    where p.org_id = t.org_id and p.id = any(array_agg(distinct r.policy_id))) as policies
             from routing_rules r
            where r.org_id = t.org_id and r.team_id = t.id) of_team on true`,
      [JSON.stringify(wanted)],
    );
    return new Map(
      rows.map((row) => [
        row.ordinal,
        { ...row, rules: row.rules?.map((rule) => ({ id: rule.id, ...termsOf(rule) })) ?? null },
      ]),
    );
  }

  private resolutionOf(row: Known, facts: PageFacts): Resolution {
    if (row.user_id !== null) return row.disabled === true ? 'disabled' : directRoute(row.user_id);
    if (row.team_id === null) return 'unknown';
    return this.teamRoute(row.team_id, row.handle ?? '', row, facts);
  }

  private teamRoute(teamId: TeamId, handle: string, row: Known, facts: PageFacts): PageRoute {
    const target = { kind: 'team', id: teamId } as const;
    const base = { target, teamId, teamHandle: handle, policy: NO_POLICY, actions: [] };
    const taken = firstMatch(row.rules ?? [], ruleDocument(facts, { id: teamId, handle }), row.at, this.predicates);
    if (taken === undefined) return base;
    const { rule, position } = taken;
    const actions = rule.actions.length === 0 ? {} : { actions: rule.actions };
    const why = { rule_id: rule.id, position, matched: matchedBy(rule), ...actions };
    const urgency = urgencyOf(rule.urgency, facts);
    const routed = {
      ...base,
      ruleId: rule.id,
      position,
      why,
      ...(urgency === undefined ? {} : { urgency }),
      actions: rule.actions,
    };
    if (rule.route.kind === 'nowhere') return routed;
    const { policyId, kind: _, ...options } = rule.route;
    const policy = row.policies?.find((each) => each.id === policyId) ?? NO_POLICY;
    return { ...routed, ...options, policy };
  }
}

function nameOf({ orgId, type, identifier }: Addressee): string {
  return `${orgId} ${type} ${identifier}`;
}

/** A team without a policy: the escalation ends at once, and with it the organization's admins are paged. */
const NO_POLICY: PolicySnapshot = { id: '', name: '', retries: 0, resolvePageOnPolicyEnd: false, steps: [] };

function directRoute(userId: string): PageRoute {
  return {
    target: { kind: 'user', id: userId },
    actions: [],
    policy: {
      ...NO_POLICY,
      steps: [{ id: '', escalateAfterSeconds: DIRECT_SECONDS, targets: [{ kind: 'user', id: userId }] }],
    },
  };
}
