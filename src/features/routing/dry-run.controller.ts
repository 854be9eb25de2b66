import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock, NotFoundError, type Actor, type TeamId } from '../../kernel/index.js';
import { TeamsReader } from '../../capabilities/teams/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { dryRunDocument, RoutingDryRunDocument } from './dry-run.dto.js';
import { dryRun } from './dry-run.js';
import { RoutingDryRunBody, sampleOf } from './dry-run.request.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';

@ApiTags('On-Call')
@Controller('api/unstable/on-call/teams/:team_id/routing-rules')
export class RoutingDryRunController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly teams: TeamsReader,
    private readonly rules: RoutingRulesRepository,
    private readonly clock: Clock,
  ) {}

  @Post('dry-run')
  @HttpCode(200)
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'DryRunTeamRoutingRules',
    summary: 'Say which routing rule a page would take, and why; nothing is written',
  })
  @ApiOkResponse({ type: RoutingDryRunDocument })
  @Errors(400, 401, 403, 404, 413, 415, 429)
  dryRun(
    @CurrentActor() actor: Actor,
    @IdParam('team_id') id: string,
    @Body() body: RoutingDryRunBody,
  ): Promise<RoutingDryRunDocument> {
    const teamId = id as TeamId;
    const { facts, at } = sampleOf(body);
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const team = await this.teams.find(tx, actor.orgId, teamId);
      if (team === undefined) throw new NotFoundError('team', teamId);
      const rules = await this.rules.list(tx, actor.orgId, teamId);
      return dryRunDocument(teamId, dryRun(rules, facts, team, at ?? (await this.clock.now(tx))));
    });
  }
}
