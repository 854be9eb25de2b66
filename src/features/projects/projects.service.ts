import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { ConflictError, newId, NotFoundError, type Actor, type ProjectId, type TeamId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { PROJECTS_MAX, type Project } from './project.js';
import { ProjectsRepository } from './projects.repository.js';

export interface ProjectRequest {
  readonly key: string;
  readonly name: string;
  readonly teamId?: TeamId;
  /** Ids of case types beside the built-in one. */
  readonly customCaseTypes: readonly string[];
}

/** Projects: where cases are numbered. */
@Injectable()
export class ProjectsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly projects: ProjectsRepository,
    private readonly teams: TeamsReader,
    private readonly audit: Audit,
  ) {}

  /**
   * Throws `NotFoundError` for a team or case type that does not exist, `ConflictError` for a key that is taken and
   * beyond 1,000 projects.
   */
  create(actor: Actor, request: ProjectRequest): Promise<Project> {
    const { key, name, teamId, customCaseTypes } = request;
    // No custom case type can exist before the operations that make one.
    if (customCaseTypes.length > 0) throw new NotFoundError('case_type');
    const project: Project = {
      id: newId<ProjectId>(),
      orgId: actor.orgId,
      key,
      name,
      ...(teamId === undefined ? {} : { teamId }),
    };
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if (teamId !== undefined && (await this.teams.find(tx, actor.orgId, teamId)) === undefined) {
        throw new NotFoundError('team');
      }
      if ((await this.projects.countLocked(tx, actor.orgId)) >= PROJECTS_MAX) {
        throw new ConflictError(`An organization may have at most ${PROJECTS_MAX} projects.`, 'too_many_projects');
      }
      await this.projects.insert(tx, project);
      await this.audit.record(tx, actor, {
        action: 'project.created',
        resourceType: 'project',
        resourceId: project.id,
        after: { key, name, ...(teamId === undefined ? {} : { team_id: teamId }) },
      });
      return project;
    });
  }

  get(actor: Actor, id: ProjectId): Promise<Project> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.projects.get(tx, actor.orgId, id));
  }

  list(actor: Actor): Promise<Project[]> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.projects.list(tx, actor.orgId));
  }
}
