import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { EscalationPoliciesController } from './escalation-policies.controller.js';
import { EscalationPoliciesReader } from './escalation-policies.reader.js';
import { EscalationPoliciesRepository } from './escalation-policies.repository.js';
import { EscalationPoliciesService } from './escalation-policies.service.js';
import { PolicyPresenter } from './policy-presenter.js';
import { StepResponders } from './step-responders.js';

/** What other features need of escalation policies; no routes, so that every role may import it. */
@Module({
  imports: [SchedulesModule],
  providers: [EscalationPoliciesReader, StepResponders],
  exports: [EscalationPoliciesReader, StepResponders],
})
export class EscalationPoliciesModule {}

/** The routes under `/api/v2/on-call/escalation-policies`, for the role api. */
@Module({
  imports: [AuditModule, SchedulesModule, TeamsModule, UsersModule],
  controllers: [EscalationPoliciesController],
  providers: [EscalationPoliciesService, EscalationPoliciesRepository, PolicyPresenter],
})
export class EscalationPoliciesApiModule {}
