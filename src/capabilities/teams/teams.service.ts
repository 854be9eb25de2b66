import { Injectable } from '@nestjs/common';
import { newId, type Actor, type Page, type TeamId, type UserId } from '../../kernel/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { Audit } from '../audit/index.js';
import { Joining } from './joining.js';
import { assertOneGrapheme, changedFields, type Team, type TeamChanges, type TeamText } from './team.js';
import { teamNotFound } from './team-path.js';
import { TeamsRepository, type TeamQuery } from './teams.repository.js';

@Injectable()
export class TeamsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsRepository,
    private readonly joining: Joining,
    private readonly audit: Audit,
  ) {}

  create(actor: Actor, text: TeamText, memberIds: readonly UserId[]): Promise<Team> {
    assertOneGrapheme(text.avatar);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const id = newId<TeamId>();
      await this.teams.insert(tx, actor.orgId, id, text);
      await this.joining.join(tx, actor, id, memberIds, null);
      await this.audit.record(tx, actor, {
        action: 'team.created',
        ...resource(id),
        after: { handle: text.handle, name: text.name, user_ids: memberIds },
      });
      return this.getIn(tx, actor, id);
    });
  }

  get(actor: Actor, id: TeamId): Promise<Team> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.getIn(tx, actor, id));
  }

  /** A keyword that is looked for in e-mails tells of the teams found who is in them, so that search is audited. */
  list(actor: Actor, query: TeamQuery): Promise<Page<Team>> {
    if (query.keyword === undefined || !query.searchesEmails) {
      return this.unitOfWork.read(actor.orgId, (tx) => this.teams.list(tx, actor.orgId, query));
    }
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const page = await this.teams.list(tx, actor.orgId, query);
      await this.audit.record(tx, actor, {
        action: 'users.searched',
        resourceType: 'organization',
        resourceId: actor.orgId,
        after: { team_ids: page.items.map((team) => team.id) },
      });
      return page;
    });
  }

  update(actor: Actor, id: TeamId, changes: TeamChanges): Promise<Team> {
    assertOneGrapheme(changes.avatar);
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.teams.lock(tx, actor.orgId, id);
      if (before === undefined) throw teamNotFound(id);
      const after = { ...before, ...changes };
      const changed = changedFields(before, after);
      if (changed.length === 0) return before;
      await this.teams.update(tx, actor.orgId, id, after);
      await this.audit.record(tx, actor, {
        action: 'team.updated',
        ...resource(id),
        before: { handle: before.handle, name: before.name },
        after: { handle: after.handle, name: after.name, changed },
      });
      return this.getIn(tx, actor, id);
    });
  }

  /** Memberships and routing rules go with the team; one that pages, cases or policies need stays: `ConflictError`. */
  remove(actor: Actor, id: TeamId): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.teams.lock(tx, actor.orgId, id);
      if (before === undefined) throw teamNotFound(id);
      await this.teams.remove(tx, actor.orgId, id);
      await this.audit.record(tx, actor, {
        action: 'team.deleted',
        ...resource(id),
        before: { handle: before.handle, name: before.name },
      });
    });
  }

  private async getIn(tx: Tx, actor: Actor, id: TeamId): Promise<Team> {
    const team = await this.teams.find(tx, actor.orgId, id);
    if (team === undefined) throw teamNotFound(id);
    return team;
  }
}

function resource(id: TeamId) {
  return { resourceType: 'team', resourceId: id };
}
