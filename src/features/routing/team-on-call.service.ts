import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { mayReadPerson, UserDirectory } from '../../capabilities/users/index.js';
import { NotFoundError, type Actor, type OrgId, type TeamId, type UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import {
  notifiable,
  stepOutcome,
  StepResponders,
  targetName,
  type PolicySnapshot,
  type TargetResponders,
} from '../escalation-policies/index.js';
import { RoutingReader } from './routing.reader.js';
import { shownUsers, teamOnCallDocument, type StaffedStep, type TeamOnCallDocument } from './team-on-call.dto.js';
import type { TeamOnCallInclusion } from './team-on-call.dto.js';

@Injectable()
export class TeamOnCallService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsReader,
    private readonly routing: RoutingReader,
    private readonly responders: StepResponders,
    private readonly users: UserDirectory,
    private readonly audit: Audit,
  ) {}

  /** Whom the steps of the policy of the team's fallback would notify now; nobody without such a policy. */
  async get(actor: Actor, teamId: TeamId, include: readonly TeamOnCallInclusion[] = []): Promise<TeamOnCallDocument> {
    const { at, steps } = await this.unitOfWork.read(actor.orgId, async (tx, now) => {
      if ((await this.teams.find(tx, actor.orgId, teamId)) === undefined) throw new NotFoundError('team', teamId);
      const route = await this.routing.policyFor(tx, actor.orgId, teamId);
      return { at: now, steps: await this.staffed(tx, actor.orgId, route?.policy, now) };
    });
    const people = await this.people(actor, teamId, shownUsers(steps, include));
    return teamOnCallDocument(teamId, at, steps, include, people, (userId) => mayReadPerson(actor, userId));
  }

  private async staffed(
    tx: Tx,
    orgId: OrgId,
    policy: PolicySnapshot | undefined,
    at: Temporal.Instant,
  ): Promise<StaffedStep[]> {
    const steps = policy?.steps ?? [];
    const wanted = steps.flatMap(({ targets }) => targets.map((target) => ({ orgId, target })));
    const found = await this.responders.resolve(tx, wanted, at);
    return steps.map(({ id, targets }) => {
      const outcome = stepOutcome(
        targets.map((target) => ({ target, responders: found.get(targetName(orgId, target)) ?? NOBODY })),
      );
      return { id, userIds: notifiable(outcome.candidates).map(({ userId }) => userId) };
    });
  }

  /** In the order of `ids`; that their names are shown is noted. */
  private async people(actor: Actor, teamId: TeamId, ids: readonly UserId[]) {
    if (ids.length === 0) return [];
    const users = await this.users.find(actor.orgId, ids);
    const found = ids.map((id) => users.get(id)).filter((user) => user !== undefined);
    const shown = found.map((user) => user.id).filter((id) => mayReadPerson(actor, id));
    if (shown.length > 0) await this.audit.recordRead(actor, 'team', [teamId], shown);
    return found;
  }
}

const NOBODY: TargetResponders = { candidates: [] };
