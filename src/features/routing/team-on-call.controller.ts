import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, TeamId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { TeamOnCallDocument, TeamOnCallQuery } from './team-on-call.dto.js';
import { TeamOnCallService } from './team-on-call.service.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/teams/:team_id/on-call')
export class TeamOnCallController {
  constructor(private readonly teamOnCall: TeamOnCallService) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetTeamOnCallUsers', summary: "Get a team's on-call users" })
  @ApiOkResponse({ type: TeamOnCallDocument })
  @Errors(400, 401, 403, 404, 429)
  get(
    @CurrentActor() actor: Actor,
    @IdParam('team_id') teamId: string,
    @Query() query: TeamOnCallQuery,
  ): Promise<TeamOnCallDocument> {
    return this.teamOnCall.get(actor, teamId as TeamId, query.include);
  }
}
