import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { CasesCoreModule } from '../cases/index.js';
import { MaintenanceWindowsModule } from '../maintenance-windows/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { RoutingModule } from '../routing/index.js';
import { BulkPagesController } from './bulk-pages.controller.js';
import { BulkPages } from './bulk-pages.js';
import { BulkRequests } from './bulk-requests.js';
import { PagePresenter } from './page.presenter.js';
import { PagePriorityController } from './page-priority.controller.js';
import { PagesController } from './pages.controller.js';
import { PagesModule } from './pages.module.js';
import { PagesReader } from './pages.reader.js';
import { PagingController } from './paging.controller.js';
import { RelatedPagesController } from './related-pages.controller.js';
import { SetPriority } from './set-priority.js';
import { TriggerPage } from './trigger-page.js';

/** The routes of pages, for the role api. */
@Module({
  imports: [
    PagesModule,
    AuditModule,
    SchedulesModule,
    TeamsModule,
    UsersModule,
    CasesCoreModule,
    MaintenanceWindowsModule,
    RoutingModule,
  ],
  controllers: [PagingController, PagesController, BulkPagesController, PagePriorityController, RelatedPagesController],
  providers: [TriggerPage, SetPriority, BulkPages, BulkRequests, PagesReader, PagePresenter],
  exports: [PagesReader, PagePresenter, TriggerPage],
})
export class PagesApiModule {}
