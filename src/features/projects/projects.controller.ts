import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, ProjectId, TeamId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { CreateProjectBody, ProjectAnswer, projectResource, ProjectsAnswer } from './projects.dto.js';
import { ProjectsService } from './projects.service.js';

@ApiTags('Case Management')
@Controller('api/v2/cases/projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Post()
  @Requires('cases_write')
  @ApiOperation({ operationId: 'CreateProject', summary: 'Create a project' })
  @ApiCreatedResponse({ type: ProjectAnswer })
  @Errors(400, 401, 403, 404, 409, 413, 415, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateProjectBody): Promise<ProjectAnswer> {
    const { key, name, team_uuid: teamId, enabled_custom_case_types: customCaseTypes = [] } = body.data.attributes;
    const team = teamId === undefined ? {} : { teamId: teamId as TeamId };
    return { data: projectResource(await this.projects.create(actor, { key, name, customCaseTypes, ...team })) };
  }

  @Get()
  @Requires('cases_read')
  @ApiOperation({ operationId: 'GetProjects', summary: 'All projects, by key' })
  @ApiOkResponse({ type: ProjectsAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor): Promise<ProjectsAnswer> {
    return { data: (await this.projects.list(actor)).map(projectResource) };
  }

  @Get(':project_id')
  @Requires('cases_read')
  @ApiOperation({ operationId: 'GetProject', summary: 'Get a project' })
  @ApiOkResponse({ type: ProjectAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @IdParam('project_id') id: string): Promise<ProjectAnswer> {
    return { data: projectResource(await this.projects.get(actor, id as ProjectId)) };
  }
}
