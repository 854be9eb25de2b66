import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, PlainErrors, Requires } from '../../platform/http/index.js';
import { invitationResource, InvitationsAnswer, SendInvitationsBody } from './invitations.dto.js';
import { InvitationsService } from './invitations.service.js';

@ApiTags('Users')
@Controller('api/v2/user_invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post()
  @Requires('users_write')
  @ApiOperation({
    operationId: 'SendInvitations',
    summary: 'Record that people are invited; no message is sent, an admin gives them an application key',
  })
  @ApiCreatedResponse({ type: InvitationsAnswer })
  @PlainErrors(400, 401, 403, 404, 409, 413, 415, 429)
  async invite(@CurrentActor() actor: Actor, @Body() body: SendInvitationsBody): Promise<InvitationsAnswer> {
    const userIds = body.data.map(({ relationships }) => relationships.user.data.id as UserId);
    return { data: (await this.invitations.invite(actor, userIds)).map(invitationResource) };
  }
}
