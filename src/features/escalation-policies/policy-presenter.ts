import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { mayReadPerson, UserDirectory } from '../../capabilities/users/index.js';
import type { Actor, PolicyId, ScheduleId, TeamId, UserId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { SchedulesReader } from '../schedules/index.js';
import type { EscalationPolicyDocument } from './escalation-policies.dto.js';
import type { PolicyInclusion } from './escalation-policies.request.js';
import { targetSchedules, targetTeams, targetUsers, type EscalationPolicy } from './escalation-policy.js';
import { policyDocument } from './policy-document.js';

/**
 * Renders a policy with what the caller asked to have included; reading names is audited. Outside of the transaction
 * that read or wrote it.
 */
@Injectable()
export class PolicyPresenter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserDirectory,
    private readonly teams: TeamsReader,
    private readonly schedules: SchedulesReader,
    private readonly audit: Audit,
  ) {}

  async document(
    actor: Actor,
    policy: EscalationPolicy,
    include: readonly PolicyInclusion[] = [],
  ): Promise<EscalationPolicyDocument> {
    const hasTargets = include.includes('steps.targets');
    const userIds = hasTargets ? targetUsers(policy) : [];
    const scheduleIds = hasTargets ? targetSchedules(policy) : [];
    const teamIds = [...(hasTargets ? targetTeams(policy) : []), ...(include.includes('teams') ? policy.teamIds : [])];
    return policyDocument(policy, {
      asked: include,
      users: await this.listUsers(actor, policy.id, userIds),
      schedules: await this.listSchedules(actor, scheduleIds),
      teams: await this.listTeams(actor, teamIds),
      mayRead: (userId) => mayReadPerson(actor, userId),
    });
  }

  private async listUsers(actor: Actor, policyId: PolicyId, ids: UserId[]) {
    if (ids.length === 0) return [];
    const users = await this.users.find(actor.orgId, ids);
    const found = ids.map((id) => users.get(id)).filter((user) => user !== undefined);
    const shown = found.map((user) => user.id).filter((id) => mayReadPerson(actor, id));
    if (shown.length > 0) await this.audit.recordRead(actor, 'escalation_policy', [policyId], shown);
    return found;
  }

  private async listSchedules(actor: Actor, ids: ScheduleId[]) {
    if (ids.length === 0) return [];
    return this.unitOfWork.read(actor.orgId, (tx) => this.schedules.list(tx, actor.orgId, ids));
  }

  private async listTeams(actor: Actor, ids: TeamId[]) {
    if (ids.length === 0) return [];
    return this.unitOfWork.read(actor.orgId, (tx) => this.teams.list(tx, actor.orgId, ids));
  }
}
