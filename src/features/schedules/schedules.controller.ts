import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, ScheduleId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { ScheduleDocument, SchedulesDocument } from './schedules.dto.js';
import { SchedulesPresenter } from './schedules.presenter.js';
import {
  CreateScheduleBody,
  draftOf,
  ListSchedulesQuery,
  replacementOf,
  ScheduleQuery,
  UpdateScheduleBody,
  writtenTimes,
} from './schedules.request.js';
import { SchedulesService } from './schedules.service.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/schedules')
export class SchedulesController {
  constructor(
    private readonly schedules: SchedulesService,
    private readonly presenter: SchedulesPresenter,
  ) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListOnCallSchedules', summary: 'Schedules, by name' })
  @ApiOkResponse({ type: SchedulesDocument })
  @Errors(400, 401, 403, 429)
  async list(@CurrentActor() actor: Actor, @Query() query: ListSchedulesQuery): Promise<SchedulesDocument> {
    const request = { size: query['page[size]'] ?? 10, number: query['page[number]'] ?? 0 };
    const page = await this.schedules.list(actor, request, query['filter[query]'] ?? '');
    return this.presenter.list(actor, page, request, query.include);
  }

  @Post()
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'CreateOnCallSchedule', summary: 'Create a schedule' })
  @ApiCreatedResponse({ type: ScheduleDocument })
  @Errors(400, 401, 403, 429)
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateScheduleBody,
    @Query() query: ScheduleQuery,
  ): Promise<ScheduleDocument> {
    const schedule = await this.schedules.create(actor, draftOf(body));
    return this.presenter.document(actor, schedule, query.include, writtenTimes(body));
  }

  @Get(':schedule_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetOnCallSchedule', summary: 'Get a schedule' })
  @ApiOkResponse({ type: ScheduleDocument })
  @Errors(400, 401, 403, 404, 429)
  async get(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') id: string,
    @Query() query: ScheduleQuery,
  ): Promise<ScheduleDocument> {
    return this.presenter.document(actor, await this.schedules.get(actor, id as ScheduleId), query.include);
  }

  @Put(':schedule_id')
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'UpdateOnCallSchedule', summary: 'Replace a schedule' })
  @ApiOkResponse({ type: ScheduleDocument })
  @Errors(400, 401, 403, 404, 429)
  async update(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') id: string,
    @Body() body: UpdateScheduleBody,
    @Query() query: ScheduleQuery,
  ): Promise<ScheduleDocument> {
    const draft = replacementOf(id as ScheduleId, body);
    const schedule = await this.schedules.update(actor, id as ScheduleId, draft);
    return this.presenter.document(actor, schedule, query.include, writtenTimes(body));
  }

  @Delete(':schedule_id')
  @HttpCode(204)
  @Requires('on_call_write')
  @ApiOperation({ operationId: 'DeleteOnCallSchedule', summary: 'Delete a schedule that no policy uses' })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 409, 429)
  remove(@CurrentActor() actor: Actor, @IdParam('schedule_id') id: string): Promise<void> {
    return this.schedules.remove(actor, id as ScheduleId);
  }
}
