import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsRepository } from './invitations.repository.js';
import { InvitationsService } from './invitations.service.js';
import { LocalUserDirectory } from './local-user-directory.js';
import { UserDirectory } from './user-directory.js';
import { UsersController } from './users.controller.js';
import { UsersReader } from './users.reader.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** What other features need of people; no routes, so that every role may import it. */
@Module({
  providers: [UsersRepository, UsersReader, { provide: UserDirectory, useClass: LocalUserDirectory }],
  exports: [UsersRepository, UsersReader, UserDirectory],
})
export class UsersModule {}

/** The routes under `/api/v2/users` and `/api/v2/user_invitations`, for the role api. */
@Module({
  imports: [UsersModule, AuditModule],
  controllers: [UsersController, InvitationsController],
  providers: [UsersService, InvitationsService, InvitationsRepository],
})
export class UsersApiModule {}
