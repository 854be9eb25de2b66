import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { CasesCoreModule } from '../cases/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PageChanges } from './page-changes.js';
import { PagesRepository } from './pages.repository.js';
import { PagesService } from './pages.service.js';
import { RunningEscalations } from './running-escalations.js';

/** What happens to pages; no routes, so that the worker may import it. */
@Module({
  imports: [AuditModule, UsersModule, CasesCoreModule, NotificationsModule],
  providers: [PagesService, PageChanges, PagesRepository, RunningEscalations],
  exports: [PagesService, PageChanges, PagesRepository],
})
export class PagesModule {}
