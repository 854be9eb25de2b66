import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, ScheduleId, UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { CurrentActor, Errors, IdParam, Public, Requires } from '../../platform/http/index.js';
import { CalendarAnswer, calendarAnswer } from './calendar-answer.js';
import { CalendarFeedsService, type MadeFeed } from './calendar-feeds.service.js';
import { CALENDARS_PATH, CalendarFeedDocument, calendarFeedDocument, type CalendarDocument } from './calendars.dto.js';
import { CalendarsService } from './calendars.service.js';

const MAKE = {
  summary: 'Make a private address that calendar programs can read',
  description: 'Whoever has the address can read the calendar. The one that the caller made before is revoked.',
};

@ApiTags('On-Call schedules')
@Controller('api/unstable/on-call')
export class CalendarsController {
  constructor(
    private readonly config: TenantConfig,
    private readonly calendars: CalendarsService,
    private readonly feeds: CalendarFeedsService,
  ) {}

  @Get('schedules/:schedule_id/calendar')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetScheduleCalendar', summary: 'Shifts of a schedule as a calendar' })
  @CalendarAnswer()
  @Errors(400, 401, 403, 404, 429)
  async ofSchedule(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('schedule_id') id: string,
  ): Promise<string | CalendarDocument> {
    return calendarAnswer(request, reply, await this.calendars.ofSchedule(actor, id as ScheduleId));
  }

  @Post('schedules/:schedule_id/calendar')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'CreateScheduleCalendarFeed', ...MAKE })
  @ApiCreatedResponse({ type: CalendarFeedDocument })
  @Errors(400, 401, 403, 404, 429)
  async makeOfSchedule(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdParam('schedule_id') id: string,
  ): Promise<CalendarFeedDocument> {
    return this.made(request, await this.feeds.ofSchedule(actor, id as ScheduleId));
  }

  @Delete('schedules/:schedule_id/calendar')
  @HttpCode(204)
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'DeleteScheduleCalendarFeed', summary: 'Revoke the caller’s private address' })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  removeOfSchedule(@CurrentActor() actor: Actor, @IdParam('schedule_id') id: string): Promise<void> {
    return this.feeds.removeOfSchedule(actor, id as ScheduleId);
  }

  @Get('users/:user_id/calendar')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'GetUserCalendar', summary: 'Shifts of a person in all schedules as a calendar' })
  @CalendarAnswer()
  @Errors(400, 401, 403, 404, 429)
  async ofPerson(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdParam('user_id') id: string,
  ): Promise<string | CalendarDocument> {
    return calendarAnswer(request, reply, await this.calendars.ofPerson(actor, id as UserId));
  }

  @Post('users/:user_id/calendar')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'CreateUserCalendarFeed', ...MAKE })
  @ApiCreatedResponse({ type: CalendarFeedDocument })
  @Errors(400, 401, 403, 404, 429)
  async makeOfPerson(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdParam('user_id') id: string,
  ): Promise<CalendarFeedDocument> {
    return this.made(request, await this.feeds.ofPerson(actor, id as UserId));
  }

  @Delete('users/:user_id/calendar')
  @HttpCode(204)
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'DeleteUserCalendarFeed', summary: 'Revoke a person’s private address' })
  @ApiNoContentResponse()
  @Errors(400, 401, 403, 404, 429)
  removeOfPerson(@CurrentActor() actor: Actor, @IdParam('user_id') id: string): Promise<void> {
    return this.feeds.removeOfPerson(actor, id as UserId);
  }

  private made(request: FastifyRequest, made: MadeFeed): CalendarFeedDocument {
    const { public_url: base = `${request.protocol}://${request.host}` } = this.config.http;
    return calendarFeedDocument(made, base);
  }
}

/** For calendar programs, which have no key. */
@ApiTags('On-Call schedules')
@Controller(CALENDARS_PATH)
export class PrivateCalendarsController {
  constructor(private readonly calendars: CalendarsService) {}

  @Get(':token')
  @Public('the token is 256 random bits, revocable, and opens the one calendar that its maker may read')
  @ApiOperation({
    operationId: 'GetPrivateCalendar',
    security: [],
    summary: 'The calendar of a private address',
    description: 'The last segment is the token, with or without `.ics`.',
  })
  @CalendarAnswer()
  @Errors(404, 429)
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<string | CalendarDocument> {
    return calendarAnswer(request, reply, await this.calendars.byToken(token.replace(/\.ics$/, ''), request.id));
  }
}
