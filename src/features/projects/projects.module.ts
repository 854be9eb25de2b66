import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { TeamsModule } from '../../capabilities/teams/index.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

/** The routes under `/api/v2/cases/projects`, for the role api. */
@Module({
  imports: [AuditModule, TeamsModule],
  controllers: [ProjectsController],
  providers: [ProjectsService, ProjectsRepository],
})
export class ProjectsApiModule {}
