import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
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

/** The routes under `/api/v2/users`, for the role api. */
@Module({ imports: [UsersModule, AuditModule], controllers: [UsersController], providers: [UsersService] })
export class UsersApiModule {}
