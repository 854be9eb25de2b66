import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
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
  imports: [AuditModule, SchedulesModule, TeamsModule, UsersModule],
  controllers: [SchedulesController],
  providers: [SchedulesService, SchedulesRepository, SchedulesPresenter],
})
export class SchedulesApiModule {}
