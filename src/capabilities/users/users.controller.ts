import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { CurrentActor, IdParam, PlainErrors, Requires } from '../../platform/http/index.js';
import {
  CreateUserBody,
  ListUsersQuery,
  oneUserResource,
  UpdateUserBody,
  UserAnswer,
  userQuery,
  userResource,
} from './users.dto.js';
import { UsersAnswer } from './users.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller('api/v2/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @Requires('users_write')
  @ApiOperation({ operationId: 'CreateUser', summary: 'Create a user' })
  @ApiCreatedResponse({ type: UserAnswer })
  @PlainErrors(400, 401, 403, 409, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateUserBody): Promise<UserAnswer> {
    const { role = 'responder', ...attributes } = body.data.attributes;
    return { data: userResource(actor.orgId, await this.users.create(actor, { ...attributes, role })) };
  }

  @Get()
  @Requires('users_read')
  @ApiOperation({ operationId: 'ListUsers', summary: 'List all users, disabled ones too' })
  @ApiOkResponse({ type: UsersAnswer })
  @PlainErrors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor, @Query() query: ListUsersQuery): Promise<UsersAnswer> {
    const { items, total, totalOfAll } = await this.users.list(actor, userQuery(query));
    return {
      data: items.map((user) => userResource(actor.orgId, user)),
      meta: { page: { total_count: totalOfAll, total_filtered_count: total } },
    };
  }

  /** Every role has `teams_read`: whoever may not read users reads themselves here. */
  @Get(':user_id')
  @Requires('teams_read')
  @ApiOperation({ operationId: 'GetUser', summary: 'Get a user; oneself without users_read' })
  @ApiOkResponse({ type: UserAnswer })
  @PlainErrors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @IdParam('user_id') id: string): Promise<UserAnswer> {
    return { data: oneUserResource(actor.orgId, await this.users.get(actor, id as UserId)) };
  }

  @Patch(':user_id')
  @Requires('users_write')
  @ApiOperation({ operationId: 'UpdateUser', summary: 'Change name, e-mail or role of a user, disable or enable them' })
  @ApiOkResponse({ type: UserAnswer })
  @PlainErrors(400, 401, 403, 404, 409, 422, 429)
  async update(
    @CurrentActor() actor: Actor,
    @IdParam('user_id') id: string,
    @Body() body: UpdateUserBody,
  ): Promise<UserAnswer> {
    const { id: idInBody = '', attributes } = body.data;
    return { data: userResource(actor.orgId, await this.users.update(actor, id as UserId, idInBody, attributes)) };
  }

  @Delete(':user_id')
  @HttpCode(204)
  @Requires('users_write')
  @ApiOperation({ operationId: 'DisableUser', summary: 'Disable a user; their keys are dead within 5 seconds' })
  @ApiNoContentResponse()
  @PlainErrors(400, 401, 403, 404, 409, 429)
  disable(@CurrentActor() actor: Actor, @IdParam('user_id') id: string): Promise<void> {
    return this.users.disable(actor, id as UserId);
  }
}
