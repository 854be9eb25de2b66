import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { invalidField, newId, NotFoundError, type Actor, type TeamId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { EscalationPoliciesReader } from '../escalation-policies/index.js';
import { composed, type RoutingRule, type RuleDraft } from './routing-rule.js';
import { rulesDocument, type TeamRoutingRulesDocument } from './routing-rules.dto.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';
import type { RuleInclusion } from './routing-rules.request.js';

type Inclusions = readonly RuleInclusion[] | undefined;

@Injectable()
export class RoutingRulesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rules: RoutingRulesRepository,
    private readonly policies: EscalationPoliciesReader,
    private readonly teams: TeamsReader,
    private readonly audit: Audit,
  ) {}

  /** A team without rules has an empty list; a team that does not exist is not found. */
  get(actor: Actor, teamId: TeamId, include: Inclusions): Promise<TeamRoutingRulesDocument> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const team = await this.teams.find(tx, actor.orgId, teamId);
      if (team === undefined) throw new NotFoundError('team', teamId);
      return rulesDocument(teamId, await this.rules.list(tx, actor.orgId, teamId), include);
    });
  }

  /** Replaces the list. Pages that are being escalated keep the policy that they began with. */
  set(
    actor: Actor,
    teamId: TeamId,
    drafts: readonly RuleDraft[],
    include: Inclusions,
  ): Promise<TeamRoutingRulesDocument> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if (!(await this.rules.lockTeam(tx, actor.orgId, teamId))) throw new NotFoundError('team', teamId);
      const before = await this.rules.list(tx, actor.orgId, teamId);
      const after = composed(teamId, drafts, before, newId);
      await this.requirePolicies(tx, actor, after);
      await this.rules.replace(tx, actor.orgId, teamId, after);
      await this.audit.record(tx, actor, {
        action: 'team_routing_rules.replaced',
        resourceType: 'team_routing_rules',
        resourceId: teamId,
        before: { rules: before },
        after: { rules: after },
      });
      return rulesDocument(teamId, after, include);
    });
  }

  private async requirePolicies(tx: Tx, actor: Actor, rules: readonly RoutingRule[]): Promise<void> {
    const known = new Set<string>();
    for (const [index, { route }] of rules.entries()) {
      if (route.kind === 'nowhere' || known.has(route.policyId)) continue;
      if (!(await this.policies.holds(tx, actor.orgId, route.policyId))) {
        throw invalidField(
          `/data/attributes/rules/${index}/policy_id`,
          'is not an escalation policy of this organization',
        );
      }
      known.add(route.policyId);
    }
  }
}
