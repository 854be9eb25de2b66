import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, ScheduleId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import {
  ListSwapsQuery,
  OfferShiftBody,
  SwapDocument,
  swapDraft,
  swapResource,
  SwapsDocument,
  swapsDocument,
} from './schedule-swaps.dto.js';
import { ScheduleSwapsService } from './schedule-swaps.service.js';

@ApiTags('On-Call schedules')
@Controller('api/unstable/on-call/schedules/:schedule_id/swaps')
export class ScheduleSwapsController {
  constructor(private readonly swaps: ScheduleSwapsService) {}

  @Get()
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListScheduleSwaps', summary: 'Offered shifts of a schedule, by start' })
  @ApiOkResponse({ type: SwapsDocument })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @Query() query: ListSwapsQuery,
  ): Promise<SwapsDocument> {
    const request = { size: query['page[size]'] ?? 10, number: query['page[number]'] ?? 0 };
    const listed = await this.swaps.list(actor, scheduleId as ScheduleId, query['filter[state]'], request);
    return swapsDocument(listed.page, request, listed);
  }

  @Post()
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'OfferScheduleShift',
    summary: 'Offer a shift of yours to others',
    description: 'You stay on call until somebody takes it.',
  })
  @ApiCreatedResponse({ type: SwapDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async offer(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @Body() body: OfferShiftBody,
  ): Promise<SwapDocument> {
    return { data: swapResource(await this.swaps.offer(actor, scheduleId as ScheduleId, swapDraft(body))) };
  }

  @Get(':swap_id')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetScheduleSwap', summary: 'Get an offered shift' })
  @ApiOkResponse({ type: SwapDocument })
  @Errors(400, 401, 403, 404, 429)
  async get(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @IdParam('swap_id') id: string,
  ): Promise<SwapDocument> {
    return { data: swapResource(await this.swaps.get(actor, scheduleId as ScheduleId, id)) };
  }

  @Post(':swap_id/take')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({
    operationId: 'TakeScheduleShift',
    summary: 'Take an offered shift',
    description: 'Puts you on call in place of the one who offers it. Of two who take it at once, one is told 409.',
  })
  @ApiOkResponse({ type: SwapDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async take(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @IdParam('swap_id') id: string,
  ): Promise<SwapDocument> {
    return { data: swapResource(await this.swaps.take(actor, scheduleId as ScheduleId, id)) };
  }

  @Post(':swap_id/cancel')
  @HttpCode(200)
  @Requires('on_call_respond')
  @ApiOperation({ operationId: 'CancelScheduleSwap', summary: 'Take back an offer that nobody took' })
  @ApiOkResponse({ type: SwapDocument })
  @Errors(400, 401, 403, 404, 409, 429)
  async cancel(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') scheduleId: string,
    @IdParam('swap_id') id: string,
  ): Promise<SwapDocument> {
    return { data: swapResource(await this.swaps.cancel(actor, scheduleId as ScheduleId, id)) };
  }
}
