import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, TeamId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { TeamRoutingRulesDocument } from './routing-rules.dto.js';
import { RoutingRulesQuery, rulesOf, SetRoutingRulesBody } from './routing-rules.request.js';
import { RoutingRulesService } from './routing-rules.service.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/teams/:team_id/routing-rules')
export class RoutingRulesController {
  constructor(private readonly rules: RoutingRulesService) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetOnCallTeamRoutingRules', summary: "Get a team's routing rules" })
  @ApiOkResponse({ type: TeamRoutingRulesDocument })
  @Errors(400, 401, 403, 404, 429)
  get(
    @CurrentActor() actor: Actor,
    @IdParam('team_id') teamId: string,
    @Query() query: RoutingRulesQuery,
  ): Promise<TeamRoutingRulesDocument> {
    return this.rules.get(actor, teamId as TeamId, query.include);
  }

  @Put()
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'SetOnCallTeamRoutingRules', summary: "Replace a team's routing rules" })
  @ApiOkResponse({ type: TeamRoutingRulesDocument })
  @Errors(400, 401, 403, 404, 429)
  set(
    @CurrentActor() actor: Actor,
    @IdParam('team_id') teamId: string,
    @Body() body: SetRoutingRulesBody,
    @Query() query: RoutingRulesQuery,
  ): Promise<TeamRoutingRulesDocument> {
    return this.rules.set(actor, teamId as TeamId, rulesOf(teamId as TeamId, body), query.include);
  }
}
