import { Body, Controller, Delete, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { CreateApiKeyBody, CreateApplicationKeyBody, KeyAnswer, KeysAnswer, ListKeysQuery } from './keys.dto.js';
import { keyAnswer, keyQuery, keyRequest, keysAnswer, madeKeyAnswer, ownerIn } from './keys.dto.js';
import { KeysService } from './keys.service.js';

@ApiTags('Key Management')
@Controller('api/v2/api_keys')
export class ApiKeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @Header('cache-control', 'no-store')
  @Requires('keys_manage')
  @ApiOperation({ operationId: 'CreateAPIKey', summary: 'Create an API key; the answer shows it this once' })
  @ApiCreatedResponse({ type: KeyAnswer })
  @Errors(400, 401, 403, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateApiKeyBody): Promise<KeyAnswer> {
    return madeKeyAnswer(await this.keys.createApiKey(actor, keyRequest(body.data.attributes)));
  }

  @Get()
  @Requires('keys_manage')
  @ApiOperation({ operationId: 'ListAPIKeys', summary: 'List the API keys that are not revoked' })
  @ApiOkResponse({ type: KeysAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor, @Query() query: ListKeysQuery): Promise<KeysAnswer> {
    return keysAnswer(await this.keys.list(actor, 'api', keyQuery(query)));
  }

  @Get(':api_key_id')
  @Requires('keys_manage')
  @ApiOperation({ operationId: 'GetAPIKey', summary: 'Get an API key' })
  @ApiOkResponse({ type: KeyAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @IdParam('api_key_id') id: string): Promise<KeyAnswer> {
    return keyAnswer(await this.keys.get(actor, 'api', id));
  }

  @Delete(':api_key_id')
  @HttpCode(204)
  @Requires('keys_manage')
  @ApiOperation({ operationId: 'DeleteAPIKey', summary: 'Revoke an API key; it is dead within 5 seconds' })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  revoke(@CurrentActor() actor: Actor, @IdParam('api_key_id') id: string): Promise<void> {
    return this.keys.revoke(actor, 'api', id);
  }
}

@ApiTags('Key Management')
@Controller('api/v2/application_keys')
export class ApplicationKeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @Header('cache-control', 'no-store')
  @Requires('keys_manage')
  @ApiOperation({
    operationId: 'CreateApplicationKey',
    summary: 'Create an application key of a user; the answer shows it this once',
  })
  @ApiCreatedResponse({ type: KeyAnswer })
  @Errors(400, 401, 403, 404, 409, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateApplicationKeyBody): Promise<KeyAnswer> {
    const owner = ownerIn(body) ?? actor.userId;
    return madeKeyAnswer(await this.keys.createApplicationKey(actor, keyRequest(body.data.attributes), owner));
  }

  @Get()
  @Requires('keys_manage')
  @ApiOperation({ operationId: 'ListApplicationKeys', summary: 'List the application keys that are not revoked' })
  @ApiOkResponse({ type: KeysAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor, @Query() query: ListKeysQuery): Promise<KeysAnswer> {
    return keysAnswer(await this.keys.list(actor, 'application', keyQuery(query)));
  }

  @Get(':app_key_id')
  @Requires('keys_manage')
  @ApiOperation({ operationId: 'GetApplicationKey', summary: 'Get an application key' })
  @ApiOkResponse({ type: KeyAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @IdParam('app_key_id') id: string): Promise<KeyAnswer> {
    return keyAnswer(await this.keys.get(actor, 'application', id));
  }

  @Delete(':app_key_id')
  @HttpCode(204)
  @Requires('keys_manage')
  @ApiOperation({
    operationId: 'DeleteApplicationKey',
    summary: 'Revoke an application key; it is dead within 5 seconds',
  })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  revoke(@CurrentActor() actor: Actor, @IdParam('app_key_id') id: string): Promise<void> {
    return this.keys.revoke(actor, 'application', id);
  }
}
