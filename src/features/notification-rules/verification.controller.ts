import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { channelResource, NotificationChannelDocument } from './notification-channels.dto.js';
import {
  methodOf,
  SendTestBody,
  SendVerificationBody,
  SentVerificationDocument,
  sentVerification,
  VerifyBody,
} from './verification.dto.js';
import { VerificationService } from './verification.service.js';

@ApiTags('On-Call people')
@Controller('api/unstable/on-call/users/:user_id/notification-channels/:channel_id')
export class VerificationController {
  constructor(private readonly verification: VerificationService) {}

  @Post('verification')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'SendUserNotificationChannelCode',
    summary: 'Send a code to a notification channel of a user',
    description:
      'Six digits, good for ten minutes and five tries; a new code makes the one before worthless. One a minute and five ' +
      'an hour to a channel, ten an hour to a person, ten a day to an address.',
  })
  @ApiAcceptedResponse({ type: SentVerificationDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async sendCode(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('channel_id') id: string,
    @Body() body: SendVerificationBody,
  ): Promise<SentVerificationDocument> {
    return sentVerification(await this.verification.sendCode(actor, userId as UserId, id, methodOf(body)));
  }

  @Post('verify')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'VerifyUserNotificationChannel',
    summary: 'Give back the code that was sent to a notification channel: the channel is active from then on',
  })
  @ApiOkResponse({ type: NotificationChannelDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async verify(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('channel_id') id: string,
    @Body() body: VerifyBody,
  ): Promise<NotificationChannelDocument> {
    const { code } = body.data.attributes;
    return { data: channelResource(await this.verification.verify(actor, userId as UserId, id, code)) };
  }

  @Post('test')
  @HttpCode(202)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'TestUserNotificationChannel',
    summary: 'Send a test message to a notification channel of a user',
  })
  @ApiAcceptedResponse({ description: 'Queued; no body' })
  @Errors(400, 401, 403, 404, 409, 429)
  test(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('channel_id') id: string,
    @Body() body: SendTestBody,
  ): Promise<void> {
    return this.verification.sendTest(actor, userId as UserId, id, methodOf(body));
  }
}
