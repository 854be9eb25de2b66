import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { MessagingModule } from '../../capabilities/messaging/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { NotificationRulesModule } from '../notification-rules/index.js';
import { CalendarFeedsRepository } from './calendar-feeds.repository.js';
import { CalendarFeedsService } from './calendar-feeds.service.js';
import { CalendarsController, PrivateCalendarsController } from './calendars.controller.js';
import { CalendarsService } from './calendars.service.js';
import { HandOffWorker } from './hand-off.worker.js';
import { HandOffs } from './hand-offs.js';
import { HandOffsRepository } from './hand-offs.repository.js';
import { ScheduleOverridesController } from './schedule-overrides.controller.js';
import { ScheduleOverridesRepository } from './schedule-overrides.repository.js';
import { ScheduleOverridesService } from './schedule-overrides.service.js';
import { ScheduleRespondersController } from './schedule-responders.controller.js';
import { ScheduleRespondersService } from './schedule-responders.service.js';
import { ScheduleSwapsController } from './schedule-swaps.controller.js';
import { ScheduleSwapsRepository } from './schedule-swaps.repository.js';
import { ScheduleSwapsService } from './schedule-swaps.service.js';
import { ScheduleViewsController } from './schedule-views.controller.js';
import { ScheduleViewsService } from './schedule-views.service.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesPresenter } from './schedules.presenter.js';
import { SchedulesReader } from './schedules.reader.js';
import { SchedulesRepository } from './schedules.repository.js';
import { SchedulesService } from './schedules.service.js';

/** What other features need of schedules; no routes, so that every role may import it. */
@Module({ providers: [SchedulesReader], exports: [SchedulesReader] })
export class SchedulesModule {}

/** The routes under `/api/v2/on-call/schedules` and `/api/unstable/on-call/schedules`, for the role api. */
@Module({
  imports: [AuditModule, NotificationRulesModule, SchedulesModule, TeamsModule, UsersModule],
  controllers: [
    SchedulesController,
    ScheduleRespondersController,
    ScheduleOverridesController,
    ScheduleSwapsController,
    ScheduleViewsController,
    CalendarsController,
    PrivateCalendarsController,
  ],
  providers: [
    SchedulesService,
    SchedulesRepository,
    SchedulesPresenter,
    ScheduleRespondersService,
    ScheduleOverridesService,
    ScheduleOverridesRepository,
    ScheduleSwapsService,
    ScheduleSwapsRepository,
    ScheduleViewsService,
    CalendarsService,
    CalendarFeedsService,
    CalendarFeedsRepository,
    HandOffsRepository,
  ],
})
export class SchedulesApiModule {}

/** Tells people that they come on call and go off; runs in the worker. */
@Module({
  imports: [SchedulesModule, MessagingModule, NotificationRulesModule],
  providers: [HandOffWorker, HandOffs, HandOffsRepository],
})
export class HandOffWorkerModule {}
