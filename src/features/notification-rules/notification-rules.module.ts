import { Module } from '@nestjs/common';
import { AuditModule } from '../../capabilities/audit/index.js';
import { MessagingModule } from '../../capabilities/messaging/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { NotificationChannelsController } from './notification-channels.controller.js';
import { NotificationChannelsRepository } from './notification-channels.repository.js';
import { NotificationChannelsService } from './notification-channels.service.js';
import { NotificationRulesController } from './notification-rules.controller.js';
import { NotificationRulesReader } from './notification-rules.reader.js';
import { NotificationRulesRepository } from './notification-rules.repository.js';
import { NotificationRulesService } from './notification-rules.service.js';
import { PersonAccess } from './person-access.js';
import { PersonNotificationsController } from './person-notifications.controller.js';
import { ReadinessService } from './readiness.service.js';
import { RequestedMessages } from './requested-messages.js';
import { VerificationController } from './verification.controller.js';
import { VerificationService } from './verification.service.js';
import { VerificationsRepository } from './verifications.repository.js';

/** What other features need of notification rules; no routes, so that every role may import it. */
@Module({ providers: [NotificationRulesReader], exports: [NotificationRulesReader] })
export class NotificationRulesModule {}

/** The routes under `/api/v2/on-call/users` and `/api/unstable/on-call/users`, for the role api. */
@Module({
  imports: [AuditModule, UsersModule, MessagingModule, NotificationRulesModule],
  controllers: [
    NotificationChannelsController,
    NotificationRulesController,
    PersonNotificationsController,
    VerificationController,
  ],
  providers: [
    NotificationChannelsService,
    NotificationChannelsRepository,
    NotificationRulesService,
    NotificationRulesRepository,
    PersonAccess,
    ReadinessService,
    RequestedMessages,
    VerificationService,
    VerificationsRepository,
  ],
})
export class NotificationRulesApiModule {}
