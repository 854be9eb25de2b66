import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor, TeamId } from '../../kernel/index.js';
import { CurrentActor, PlainErrors, Requires } from '../../platform/http/index.js';
import { TeamPathId } from './team-path.js';
import { CreateTeamBody, ListTeamsQuery, TeamAnswer, TeamsAnswer, UpdateTeamBody } from './teams.dto.js';
import { firstMembers, newTeam, teamChanges, teamQuery, teamResource, teamsAnswer } from './teams.dto.js';
import { TeamsService } from './teams.service.js';

@ApiTags('Teams')
@Controller('api/v2/team')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Post()
  @Requires('teams_write')
  @ApiOperation({ operationId: 'CreateTeam', summary: 'Create a team' })
  @ApiCreatedResponse({ type: TeamAnswer })
  @PlainErrors(400, 401, 403, 404, 409, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateTeamBody): Promise<TeamAnswer> {
    return { data: teamResource(await this.teams.create(actor, newTeam(body), firstMembers(body))) };
  }

  @Get()
  @Requires('teams_read')
  @ApiOperation({ operationId: 'ListTeams', summary: 'Get all teams' })
  @ApiOkResponse({ type: TeamsAnswer })
  @PlainErrors(400, 401, 403, 429)
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: ListTeamsQuery,
    @Req() request: FastifyRequest,
  ): Promise<TeamsAnswer> {
    return teamsAnswer(request.url, query, await this.teams.list(actor, teamQuery(actor, query)));
  }

  @Get(':team_id')
  @Requires('teams_read')
  @ApiOperation({ operationId: 'GetTeam', summary: 'Get a team' })
  @ApiOkResponse({ type: TeamAnswer })
  @PlainErrors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @TeamPathId('team_id') id: string): Promise<TeamAnswer> {
    return { data: teamResource(await this.teams.get(actor, id as TeamId)) };
  }

  @Patch(':team_id')
  @Requires('teams_write')
  @ApiOperation({ operationId: 'UpdateTeam', summary: 'Update a team' })
  @ApiOkResponse({ type: TeamAnswer })
  @PlainErrors(400, 401, 403, 404, 409, 429)
  async update(
    @CurrentActor() actor: Actor,
    @TeamPathId('team_id') id: string,
    @Body() body: UpdateTeamBody,
  ): Promise<TeamAnswer> {
    return { data: teamResource(await this.teams.update(actor, id as TeamId, teamChanges(body))) };
  }

  @Delete(':team_id')
  @HttpCode(204)
  @Requires('teams_write')
  @ApiOperation({ operationId: 'DeleteTeam', summary: 'Remove a team that nothing refers to' })
  @ApiNoContentResponse()
  @PlainErrors(400, 401, 403, 404, 409, 429)
  remove(@CurrentActor() actor: Actor, @TeamPathId('team_id') id: string): Promise<void> {
    return this.teams.remove(actor, id as TeamId);
  }
}
