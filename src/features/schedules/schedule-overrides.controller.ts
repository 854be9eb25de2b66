import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, ScheduleId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, instantOf, Requires } from '../../platform/http/index.js';
import {
  CreateOverrideBody,
  ListOverridesQuery,
  OverrideDocument,
  overrideDraft,
  overrideResource,
  OverridesDocument,
  overridesDocument,
} from './schedule-overrides.dto.js';
import { ScheduleOverridesService } from './schedule-overrides.service.js';

@ApiTags('On-Call schedules')
@Controller('api/unstable/on-call/schedules/:schedule_id/overrides')
export class ScheduleOverridesController {
  constructor(private readonly overrides: ScheduleOverridesService) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListScheduleOverrides', summary: 'Overrides of a schedule, by start' })
  @ApiOkResponse({ type: OverridesDocument })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @Query() query: ListOverridesQuery,
  ): Promise<OverridesDocument> {
    const { 'filter[start]': start, 'filter[end]': end } = query;
    const span = {
      ...(start === undefined ? {} : { from: instantOf(start) }),
      ...(end === undefined ? {} : { until: instantOf(end) }),
    };
    const request = { size: query['page[size]'] ?? 10, number: query['page[number]'] ?? 0 };
    const { page, timeZone } = await this.overrides.list(actor, scheduleId as ScheduleId, span, request);
    return overridesDocument(page, request, timeZone);
  }

  @Post()
  @Requires('on_call_write')
  @ApiOperation({
    operationId: 'CreateScheduleOverride',
    summary: 'Change who is on call for a time',
    description: 'One that contradicts another override is refused with 409, which names the other.',
  })
  @ApiCreatedResponse({ type: OverrideDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async create(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @Body() body: CreateOverrideBody,
  ): Promise<OverrideDocument> {
    const { override, timeZone } = await this.overrides.create(actor, scheduleId as ScheduleId, overrideDraft(body));
    return { data: overrideResource(override, timeZone) };
  }

  @Get(':override_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetScheduleOverride', summary: 'Get an override' })
  @ApiOkResponse({ type: OverrideDocument })
  @Errors(400, 401, 403, 404, 429)
  async get(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @IdParam('override_id') id: string,
  ): Promise<OverrideDocument> {
    const { override, timeZone } = await this.overrides.get(actor, scheduleId as ScheduleId, id);
    return { data: overrideResource(override, timeZone) };
  }

  @Delete(':override_id')
  @HttpCode(204)
  @Requires('on_call_write')
  @ApiOperation({
    operationId: 'DeleteScheduleOverride',
    summary: 'Remove an override that has not begun, end one that is under way',
  })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 409, 429)
  remove(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @IdParam('override_id') id: string,
  ): Promise<void> {
    return this.overrides.remove(actor, scheduleId as ScheduleId, id);
  }
}
