import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor, TeamId, UserId } from '../../kernel/index.js';
import { CurrentActor, PlainErrors, Requires } from '../../platform/http/index.js';
import { AddMemberBody, ListMembersQuery, MembershipAnswer, MembershipsAnswer } from './memberships.dto.js';
import { memberQuery, membershipAnswer, membershipsAnswer, newMember, newRole } from './memberships.dto.js';
import { UpdateMemberBody, userMembershipsAnswer } from './memberships.dto.js';
import { MembershipsService } from './memberships.service.js';
import { TeamPathId } from './team-path.js';

@ApiTags('Teams')
@Controller('api/v2/team/:team_id/memberships')
export class MembershipsController {
  constructor(private readonly memberships: MembershipsService) {}

  @Post()
  @HttpCode(200)
  @Requires('teams_write')
  @ApiOperation({ operationId: 'CreateTeamMembership', summary: 'Add a user to a team' })
  @ApiOkResponse({ type: MembershipAnswer })
  @PlainErrors(400, 401, 403, 404, 409, 429)
  async add(
    @CurrentActor() actor: Actor,
    @TeamPathId('team_id') teamId: string,
    @Body() body: AddMemberBody,
  ): Promise<MembershipAnswer> {
    const { userId, role } = newMember(body);
    return membershipAnswer(actor, await this.memberships.add(actor, teamId as TeamId, userId, role));
  }

  @Get()
  @Requires('teams_read')
  @ApiOperation({ operationId: 'GetTeamMemberships', summary: 'Get the members of a team' })
  @ApiOkResponse({ type: MembershipsAnswer })
  @PlainErrors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @TeamPathId('team_id') teamId: string,
    @Query() query: ListMembersQuery,
    @Req() request: FastifyRequest,
  ): Promise<MembershipsAnswer> {
    const list = await this.memberships.list(actor, teamId as TeamId, memberQuery(query));
    return membershipsAnswer(actor, request.url, query, list);
  }

  @Patch(':user_id')
  @Requires('teams_write')
  @ApiOperation({ operationId: 'UpdateTeamMembership', summary: "Change a user's role in a team" })
  @ApiOkResponse({ type: MembershipAnswer })
  @PlainErrors(400, 401, 403, 404, 429)
  async update(
    @CurrentActor() actor: Actor,
    @TeamPathId('team_id') teamId: string,
    @TeamPathId('user_id') userId: string,
    @Body() body: UpdateMemberBody,
  ): Promise<MembershipAnswer> {
    const list = await this.memberships.update(actor, teamId as TeamId, userId as UserId, newRole(body));
    return membershipAnswer(actor, list);
  }

  @Delete(':user_id')
  @HttpCode(204)
  @Requires('teams_write')
  @ApiOperation({ operationId: 'DeleteTeamMembership', summary: 'Remove a user from a team' })
  @ApiNoContentResponse()
  @PlainErrors(400, 401, 403, 404, 429)
  remove(
    @CurrentActor() actor: Actor,
    @TeamPathId('team_id') teamId: string,
    @TeamPathId('user_id') userId: string,
  ): Promise<void> {
    return this.memberships.remove(actor, teamId as TeamId, userId as UserId);
  }
}

@ApiTags('Teams')
@Controller('api/v2/users/:user_uuid/memberships')
export class UserMembershipsController {
  constructor(private readonly memberships: MembershipsService) {}

  @Get()
  @Requires('teams_read')
  @ApiOperation({ operationId: 'GetUserMemberships', summary: 'Get the memberships of a user, at most 1,000' })
  @ApiOkResponse({ type: MembershipsAnswer })
  @PlainErrors(400, 401, 403, 404, 429)
  async list(@CurrentActor() actor: Actor, @TeamPathId('user_uuid') userId: string): Promise<MembershipsAnswer> {
    return userMembershipsAnswer(actor, await this.memberships.listOfUser(actor, userId as UserId));
  }
}
