import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { EscalationPoliciesModule } from '../escalation-policies/index.js';
import { RoutingDryRunController } from './dry-run.controller.js';
import { PageRoutes } from './page-routes.js';
import { RulePredicates } from './rule-predicates.js';
import { RoutingReader } from './routing.reader.js';
import { RoutingRulesController } from './routing-rules.controller.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';
import { RoutingRulesService } from './routing-rules.service.js';
import { TeamOnCallController } from './team-on-call.controller.js';
import { TeamOnCallService } from './team-on-call.service.js';

/** What other features need of routing; no routes, so that every role may import it. */
@Module({ providers: [RoutingReader, PageRoutes, RulePredicates], exports: [RoutingReader, PageRoutes] })
export class RoutingModule {}

/** The routes under `/api/v2/on-call/teams/{team_id}`, for the role api. */
@Module({
  imports: [AuditModule, EscalationPoliciesModule, RoutingModule, TeamsModule, UsersModule],
  controllers: [RoutingRulesController, RoutingDryRunController, TeamOnCallController],
  providers: [RoutingRulesService, RoutingRulesRepository, TeamOnCallService],
})
export class RoutingApiModule {}
