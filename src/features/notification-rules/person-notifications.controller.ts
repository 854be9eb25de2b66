import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { channelResource, NotificationChannelDocument } from './notification-channels.dto.js';
import { ChannelActivityBody } from './notification-channels.request.js';
import { NotificationChannelsService } from './notification-channels.service.js';
import { readinessDocument, ReadinessDocument } from './readiness.dto.js';
import { ReadinessService } from './readiness.service.js';

/** What the public contract has no operation for. */
@ApiTags('On-Call people')
@Controller('api/unstable/on-call/users/:user_id')
export class PersonNotificationsController {
  constructor(
    private readonly channels: NotificationChannelsService,
    private readonly readinessOf: ReadinessService,
  ) {}

  @Get('readiness')
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'GetUserReadiness',
    summary: 'Whether a page of high urgency would reach a user, and why not',
  })
  @ApiOkResponse({ type: ReadinessDocument })
  @Errors(400, 401, 403, 404, 429)
  async readiness(@CurrentActor() actor: Actor, @IdParam('user_id') userId: string): Promise<ReadinessDocument> {
    return readinessDocument(await this.readinessOf.get(actor, userId as UserId));
  }

  @Patch('notification-channels/:channel_id')
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'UpdateUserNotificationChannel',
    summary: 'Switch a notification channel of a user off, or on again',
  })
  @ApiOkResponse({ type: NotificationChannelDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async setActive(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('channel_id') id: string,
    @Body() body: ChannelActivityBody,
  ): Promise<NotificationChannelDocument> {
    const { active } = body.data.attributes;
    return { data: channelResource(await this.channels.setActive(actor, userId as UserId, id, active)) };
  }
}
