import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { UsersModule } from '../users/index.js';
import { Joining } from './joining.js';
import { MembershipsController, UserMembershipsController } from './memberships.controller.js';
import { MembershipsRepository } from './memberships.repository.js';
import { MembershipsService } from './memberships.service.js';
import { TeamsController } from './teams.controller.js';
import { TeamsReader } from './teams.reader.js';
import { TeamsRepository } from './teams.repository.js';
import { TeamsService } from './teams.service.js';

/** What other features need of teams; no routes, so that every role may import it. */
@Module({
  providers: [TeamsRepository, MembershipsRepository, TeamsReader],
  exports: [TeamsRepository, MembershipsRepository, TeamsReader],
})
export class TeamsModule {}

/** The routes under `/api/v2/team` and of a user's memberships, for the role api. */
@Module({
  imports: [TeamsModule, UsersModule, AuditModule],
  controllers: [TeamsController, MembershipsController, UserMembershipsController],
  providers: [TeamsService, MembershipsService, Joining],
})
export class TeamsApiModule {}
