import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { CaseChangesController } from './case-changes.controller.js';
import { CasePresenter } from './case.presenter.js';
import { CaseTimelineController } from './case-timeline.controller.js';
import { CasesController } from './cases.controller.js';
import { CasesCoreModule } from './cases-core.module.js';
import { CasesReader } from './cases.reader.js';
import { CasesRepository } from './cases.repository.js';
import { CasesService } from './cases.service.js';
import { CreateCase } from './create-case.js';

/** The routes under `/api/v2/cases`, for the role api. */
@Module({
  imports: [CasesCoreModule, AuditModule, UsersModule],
  controllers: [CasesController, CaseChangesController, CaseTimelineController],
  providers: [CreateCase, CasesService, CasesReader, CasesRepository, CasePresenter],
  exports: [CasePresenter],
})
export class CasesApiModule {}
