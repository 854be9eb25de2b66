import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { ProviderSignature } from '../../capabilities/messaging/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { CasesCoreModule } from '../cases/index.js';
import { EscalationPoliciesModule } from '../escalation-policies/index.js';
import { NotificationRulesModule } from '../notification-rules/index.js';
import { LiveCallers, PagesApiModule, PagesModule } from '../pages/index.js';
import { AnsweredPagesModule } from '../replies/index.js';
import { RoutingModule } from '../routing/index.js';
import { CallAnswers } from './call-answers.js';
import { CallMarkup } from './call-markup.js';
import { IncomingCalls } from './incoming-calls.service.js';
import { LiveCallNumbersController } from './live-call-numbers.controller.js';
import { LiveCallNumbersRepository } from './live-call-numbers.repository.js';
import { LiveCallNumbersService } from './live-call-numbers.service.js';
import { LiveCallWebhooksController } from './live-call-webhooks.controller.js';
import { LiveCallsRepository } from './live-calls.repository.js';
import { LiveCallsService } from './live-calls.service.js';
import { RingPlanner } from './ring-plan.js';
import { StoredCallers } from './stored-callers.js';
import { TwilioCallMarkup } from './twilio-call-markup.js';

/** Global, because pages, which stand to the left, show who called and know nobody who keeps it. */
@Global()
@Module({ providers: [{ provide: LiveCallers, useClass: StoredCallers }], exports: [LiveCallers] })
class LiveCallersModule {}

/** Numbers of teams, and the calls to them; for the role api. */
@Module({
  imports: [
    LiveCallersModule,
    AuditModule,
    TeamsModule,
    NotificationRulesModule,
    EscalationPoliciesModule,
    RoutingModule,
    CasesCoreModule,
    PagesModule,
    PagesApiModule,
    AnsweredPagesModule,
  ],
  controllers: [LiveCallNumbersController, LiveCallWebhooksController],
  providers: [
    CallAnswers,
    { provide: CallMarkup, useClass: TwilioCallMarkup },
    IncomingCalls,
    LiveCallNumbersRepository,
    LiveCallNumbersService,
    LiveCallsRepository,
    LiveCallsService,
    ProviderSignature,
    RingPlanner,
  ],
})
export class LiveCallsApiModule {}
