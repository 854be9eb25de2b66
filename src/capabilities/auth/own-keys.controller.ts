import { Body, Controller, Delete, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { CreateOwnApplicationKeyBody, KeyAnswer, KeysAnswer, ListKeysQuery } from './keys.dto.js';
import { keyAnswer, keyQuery, keyRequest, keysAnswer, madeKeyAnswer } from './keys.dto.js';
import { KeysService } from './keys.service.js';

/** The caller's own keys. Every role has `cases_read` (as `on_call_read`), so every person makes and revokes their own. */
@ApiTags('Key Management')
@Controller('api/v2/current_user/application_keys')
export class OwnKeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @Header('cache-control', 'no-store')
  @Requires('cases_read')
  @ApiOperation({
    operationId: 'CreateCurrentUserApplicationKey',
    summary: 'Create an application key of your own; the answer shows it this once',
  })
  @ApiCreatedResponse({ type: KeyAnswer })
  @Errors(400, 401, 403, 409, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateOwnApplicationKeyBody): Promise<KeyAnswer> {
    const request = keyRequest(body.data.attributes);
    return madeKeyAnswer(await this.keys.createApplicationKey(actor, request, actor.userId));
  }

  @Get()
  @Requires('cases_read')
  @ApiOperation({ operationId: 'ListCurrentUserApplicationKeys', summary: 'List your application keys' })
  @ApiOkResponse({ type: KeysAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor, @Query() query: ListKeysQuery): Promise<KeysAnswer> {
    return keysAnswer(await this.keys.list(actor, 'application', keyQuery(query, actor.userId)));
  }

  @Get(':app_key_id')
  @Requires('cases_read')
  @ApiOperation({ operationId: 'GetCurrentUserApplicationKey', summary: 'Get one of your application keys' })
  @ApiOkResponse({ type: KeyAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @IdParam('app_key_id') id: string): Promise<KeyAnswer> {
    return keyAnswer(await this.keys.get(actor, 'application', id, actor.userId));
  }

  @Delete(':app_key_id')
  @HttpCode(204)
  @Requires('cases_read')
  @ApiOperation({
    operationId: 'DeleteCurrentUserApplicationKey',
    summary: 'Revoke one of your application keys; it is dead within 5 seconds',
  })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  revoke(@CurrentActor() actor: Actor, @IdParam('app_key_id') id: string): Promise<void> {
    return this.keys.revoke(actor, 'application', id, actor.userId);
  }
}
