import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import {
  changesOf,
  CreateLiveCallNumberBody,
  draftOf,
  LiveCallNumberAnswer,
  LiveCallNumbersAnswer,
  numberResource,
  UpdateLiveCallNumberBody,
} from './live-call-numbers.dto.js';
import { LiveCallNumbersService } from './live-call-numbers.service.js';

@ApiTags('On-Call live calls')
@Controller('api/unstable/on-call/live-call-numbers')
export class LiveCallNumbersController {
  constructor(private readonly numbers: LiveCallNumbersService) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'ListLiveCallNumbers',
    summary: 'All numbers on which teams are called, the oldest first',
  })
  @ApiOkResponse({ type: LiveCallNumbersAnswer })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor): Promise<LiveCallNumbersAnswer> {
    return { data: (await this.numbers.list(actor)).map(numberResource) };
  }

  @Post()
  @Requires('on_call_write')
  @ApiOperation({
    operationId: 'CreateLiveCallNumber',
    summary: 'Let people call a team on a number',
    description: 'The number must be of the phone provider of this installation, and call its webhook.',
  })
  @ApiCreatedResponse({ type: LiveCallNumberAnswer })
  @Errors(400, 401, 403, 409, 413, 415, 429)
  async create(@CurrentActor() actor: Actor, @Body() body: CreateLiveCallNumberBody): Promise<LiveCallNumberAnswer> {
    return { data: numberResource(await this.numbers.create(actor, draftOf(body))) };
  }

  @Get(':live_call_number_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetLiveCallNumber', summary: 'Get a number on which a team is called' })
  @ApiOkResponse({ type: LiveCallNumberAnswer })
  @Errors(400, 401, 403, 404, 429)
  async get(@CurrentActor() actor: Actor, @IdParam('live_call_number_id') id: string): Promise<LiveCallNumberAnswer> {
    return { data: numberResource(await this.numbers.get(actor, id)) };
  }

  @Patch(':live_call_number_id')
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'UpdateLiveCallNumber', summary: 'Change what is named of a number' })
  @ApiOkResponse({ type: LiveCallNumberAnswer })
  @Errors(400, 401, 403, 404, 409, 413, 415, 429)
  async update(
    @CurrentActor() actor: Actor,
    @IdParam('live_call_number_id') id: string,
    @Body() body: UpdateLiveCallNumberBody,
  ): Promise<LiveCallNumberAnswer> {
    return { data: numberResource(await this.numbers.update(actor, id, changesOf(body))) };
  }

  @Delete(':live_call_number_id')
  @HttpCode(204)
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'DeleteLiveCallNumber', summary: 'Take no more calls on a number' })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  remove(@CurrentActor() actor: Actor, @IdParam('live_call_number_id') id: string): Promise<void> {
    return this.numbers.remove(actor, id);
  }
}
