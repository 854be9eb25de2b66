import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { AuthModule } from '../../capabilities/auth/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { PagesModule } from '../pages/index.js';
import { InboxPageController } from './inbox-page.controller.js';
import { InboxController } from './inbox.controller.js';
import { InboxReader } from './inbox.reader.js';
import { PageNotificationsController } from './page-notifications.controller.js';
import { PageNotificationsReader } from './page-notifications.reader.js';
import { PeopleNames } from './people-names.js';

/** What a responder sees: the inbox as API and as a web page, and why a page reached whom. For the role api. */
@Module({
  imports: [PagesModule, AuditModule, AuthModule, UsersModule],
  controllers: [InboxController, PageNotificationsController, InboxPageController],
  providers: [InboxReader, PageNotificationsReader, PeopleNames],
})
export class InboxApiModule {}
