import { Global, Module } from '@nestjs/common';
import { HealthModule } from '../../platform/health/index.js';
import { AuditModule } from '../../capabilities/audit/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { CasesCoreModule } from '../cases/index.js';
import { EscalationPoliciesModule } from '../escalation-policies/index.js';
import { HeldPages } from '../maintenance-windows/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PagesApiModule, PagesModule } from '../pages/index.js';
import { RoutingModule } from '../routing/index.js';
import { DeadManHeartbeat } from './dead-man-heartbeat.js';
import { EscalationAuditor } from './escalation-auditor.js';
import { EscalationEngine } from './escalation-engine.js';
import { EscalationWorker } from './escalation-worker.js';
import { EscalationsController, PublicEscalationsController } from './escalations.controller.js';
import { EscalationsRepository } from './escalations.repository.js';
import { EscalationsService } from './escalations.service.js';
import { Foresight } from './foresight.js';
import { MaintenanceHolds } from './maintenance-holds.js';
import { MergePages } from './merge-pages.js';
import { MergedPages } from './merged-pages.js';
import { PagePlanController } from './page-plan.controller.js';
import { PagePlanPresenter } from './page-plan.presenter.js';
import { PagePlanReader } from './page-plan.reader.js';
import { PageVerbsController } from './page-verbs.controller.js';
import { PolicyEnd } from './policy-end.js';
import { ReassignPage } from './reassign-page.js';
import { ServiceLimits } from './service-limits.js';
import { SnoozePage } from './snooze-page.js';
import { StalledRepository } from './stalled.repository.js';
import { StepPlanner } from './step-planner.js';
import { TurnsRepository } from './turns.repository.js';

@Module({
  imports: [AuditModule, UsersModule, EscalationPoliciesModule, CasesCoreModule, NotificationsModule, PagesModule],
  providers: [
    EscalationEngine,
    EscalationsRepository,
    MergedPages,
    PolicyEnd,
    ServiceLimits,
    StepPlanner,
    TurnsRepository,
  ],
  exports: [EscalationEngine, EscalationsRepository, StepPlanner],
})
class EscalationsModule {}

/** Global, because the feature that tells of its windows stands to the left and cannot import this one. */
@Global()
@Module({ providers: [{ provide: HeldPages, useClass: MaintenanceHolds }], exports: [HeldPages] })
class HeldPagesModule {}

/** What people do with the escalation of a page. */
@Module({
  imports: [
    EscalationsModule,
    HeldPagesModule,
    AuditModule,
    UsersModule,
    EscalationPoliciesModule,
    RoutingModule,
    PagesModule,
    PagesApiModule,
  ],
  controllers: [PublicEscalationsController, EscalationsController, PageVerbsController, PagePlanController],
  providers: [EscalationsService, SnoozePage, ReassignPage, MergePages, Foresight, PagePlanReader, PagePlanPresenter],
})
export class EscalationsApiModule {}

/** Executes what is due; runs in the worker. */
@Module({
  imports: [EscalationsModule, HealthModule],
  providers: [EscalationWorker, EscalationAuditor, StalledRepository, DeadManHeartbeat],
})
export class EscalationWorkerModule {}
