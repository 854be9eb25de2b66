import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import {
  channelResource,
  NotificationChannelDocument,
  NotificationChannelsDocument,
} from './notification-channels.dto.js';
import { channelDraft, CreateNotificationChannelBody } from './notification-channels.request.js';
import { NotificationChannelsService } from './notification-channels.service.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/users/:user_id/notification-channels')
export class NotificationChannelsController {
  constructor(private readonly channels: NotificationChannelsService) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'ListUserNotificationChannels',
    summary: 'List On-Call notification channels for a user',
  })
  @ApiOkResponse({ type: NotificationChannelsDocument })
  @Errors(400, 401, 403, 404, 429)
  async list(@CurrentActor() actor: Actor, @IdParam('user_id') userId: string): Promise<NotificationChannelsDocument> {
    const channels = await this.channels.list(actor, userId as UserId);
    return { data: channels.map(channelResource) };
  }

  @Post()
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'CreateUserNotificationChannel',
    summary: 'Create an On-Call notification channel for a user',
    description: 'The channel is active once its owner has given back a code that was sent to it.',
  })
  @ApiCreatedResponse({ type: NotificationChannelDocument })
  @Errors(400, 401, 403, 404, 429)
  async create(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @Body() body: CreateNotificationChannelBody,
  ): Promise<NotificationChannelDocument> {
    return { data: channelResource(await this.channels.create(actor, userId as UserId, channelDraft(body))) };
  }

  @Get(':channel_id')
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'GetUserNotificationChannel',
    summary: 'Get an On-Call notification channel for a user',
  })
  @ApiOkResponse({ type: NotificationChannelDocument })
  @Errors(400, 401, 403, 404, 429)
  async get(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('channel_id') id: string,
  ): Promise<NotificationChannelDocument> {
    return { data: channelResource(await this.channels.get(actor, userId as UserId, id)) };
  }

  @Delete(':channel_id')
  @HttpCode(204)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'DeleteUserNotificationChannel',
    summary: 'Delete an On-Call notification channel for a user',
    description: 'The notification rules that use it are deleted with it; the audit names them.',
  })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  remove(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') userId: string,
    @IdParam('channel_id') id: string,
  ): Promise<void> {
    return this.channels.remove(actor, userId as UserId, id);
  }
}
