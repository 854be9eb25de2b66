import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { UsersReader } from '../../capabilities/users/index.js';
import { ConflictError, newId, NotFoundError, type Actor, type PolicyId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { SchedulesReader } from '../schedules/index.js';
import { EscalationPoliciesRepository } from './escalation-policies.repository.js';
import {
  composed,
  requireReachable,
  targetSchedules,
  targetTeams,
  targetUsers,
  type EscalationPolicy,
  type PolicyDraft,
} from './escalation-policy.js';

const RESOURCE = 'escalation_policy';

@Injectable()
export class EscalationPoliciesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: EscalationPoliciesRepository,
    private readonly users: UsersReader,
    private readonly teams: TeamsReader,
    private readonly schedules: SchedulesReader,
    private readonly audit: Audit,
  ) {}

  create(actor: Actor, draft: PolicyDraft): Promise<EscalationPolicy> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      await this.requireReachable(tx, actor, draft);
      const policy = composed(newId<PolicyId>(), draft, [], newId);
      await this.policies.insert(tx, actor.orgId, policy);
      await this.audit.record(tx, actor, { ...entry('created', policy.id), after: policy });
      return policy;
    });
  }

  get(actor: Actor, id: PolicyId): Promise<EscalationPolicy> {
    return this.unitOfWork.read(actor.orgId, async (tx) => found(id, await this.policies.find(tx, actor.orgId, id)));
  }

  /** Replaces the policy. Running escalations keep the copy that they began with. */
  update(actor: Actor, id: PolicyId, draft: PolicyDraft): Promise<EscalationPolicy> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = found(id, await this.policies.lock(tx, actor.orgId, id));
      await this.requireReachable(tx, actor, draft);
      const after = composed(id, draft, before.steps, newId);
      await this.policies.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, { ...entry('updated', id), before, after });
      return after;
    });
  }

  /** @throws ConflictError that names the routing rules which would lead nowhere */
  remove(actor: Actor, id: PolicyId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = found(id, await this.policies.lock(tx, actor.orgId, id));
      const rules = await this.policies.listReferringRules(tx, actor.orgId, id);
      if (rules.length > 0) {
        throw new ConflictError(
          `The escalation policy is in use by these routing rules: ${rules.join(', ')}.`,
          'in_use',
        );
      }
      await this.policies.remove(tx, actor.orgId, id);
      await this.audit.record(tx, actor, { ...entry('deleted', id), before });
    });
  }

  private async requireReachable(tx: Tx, actor: Actor, draft: PolicyDraft): Promise<void> {
    const teams = await this.teams.list(tx, actor.orgId, [...targetTeams(draft), ...draft.teamIds]);
    const schedules = await this.schedules.list(tx, actor.orgId, targetSchedules(draft));
    requireReachable(draft, {
      activeUsers: await this.users.active(tx, actor.orgId, targetUsers(draft)),
      teams: new Set(teams.map((team) => team.id)),
      schedules: new Set(schedules.map((schedule) => schedule.id)),
    });
  }
}

function entry(verb: string, id: PolicyId) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}

function found(id: PolicyId, policy: EscalationPolicy | undefined): EscalationPolicy {
  if (policy === undefined) throw new NotFoundError(RESOURCE, id);
  return policy;
}
