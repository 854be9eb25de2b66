import { Module } from '@nestjs/common';
import { ProviderSignature } from '../../capabilities/messaging/index.js';
import { UsersModule } from '../../capabilities/users/index.js';
import { ReplyOffersModule } from '../notifications/index.js';
import { PagesModule } from '../pages/index.js';
import { AnsweredPages } from './answered-pages.service.js';
import { LinkReplies } from './link-replies.service.js';
import { LinksController } from './links.controller.js';
import { PhoneReplies } from './phone-replies.service.js';
import { PhoneWebhooksController } from './phone-webhooks.controller.js';
import { ProviderReportsRepository } from './provider-reports.repository.js';
import { ReplyTriesRepository } from './reply-tries.repository.js';

/** Who answers without a key; for other features that a phone speaks to. */
@Module({ imports: [PagesModule, UsersModule], providers: [AnsweredPages], exports: [AnsweredPages] })
export class AnsweredPagesModule {}

/** Answers to notifications, and what providers report; for the role api. */
@Module({
  imports: [PagesModule, AnsweredPagesModule, ReplyOffersModule],
  controllers: [LinksController, PhoneWebhooksController],
  providers: [LinkReplies, PhoneReplies, ProviderReportsRepository, ProviderSignature, ReplyTriesRepository],
})
export class RepliesApiModule {}
