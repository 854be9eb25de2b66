import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mayReadPerson } from '../../capabilities/users/index.js';
import type { Actor, ScheduleId, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { userResource } from './schedule-document.js';
import { respondersDocument, shiftResource } from './schedule-responders.document.js';
import {
  momentOf,
  OnCallUserQuery,
  RespondersDocument,
  RespondersQuery,
  ShiftDocument,
} from './schedule-responders.dto.js';
import { ScheduleRespondersService } from './schedule-responders.service.js';
import type { ScheduleUser } from './schedules.dto.js';
import { SchedulesPresenter } from './schedules.presenter.js';

@ApiTags('On-Call')
@Controller('api/v2/on-call/schedules/:schedule_id')
export class ScheduleRespondersController {
  constructor(
    private readonly responders: ScheduleRespondersService,
    private readonly presenter: SchedulesPresenter,
  ) {}

  @Get('on-call')
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'GetScheduleOnCallUser',
    summary: 'Who is on call',
    description: 'Deprecated in the public API: ask for the responders.',
    deprecated: true,
  })
  @ApiOkResponse({ type: ShiftDocument })
  @Errors(400, 401, 403, 404, 429)
  async onCallUser(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') id: string,
    @Query() query: OnCallUserQuery,
  ): Promise<ShiftDocument> {
    const { schedule, at, shifts } = await this.responders.at(actor, id as ScheduleId, ['current'], momentOf(query));
    const shift = shifts.get('current');
    const data = shift === undefined ? null : shiftResource(shift, at, schedule.timeZone);
    if (!query.include?.includes('user')) return { data };
    return { data, included: await this.people(actor, id, shift === undefined ? [] : [shift.userId]) };
  }

  @Get('responders')
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'GetScheduleOnCallResponders',
    summary: 'Who was, is and will be on call at a moment, by position',
  })
  @ApiOkResponse({ type: RespondersDocument })
  @Errors(400, 401, 403, 404, 429)
  async list(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') id: string,
    @Query() query: RespondersQuery,
  ): Promise<RespondersDocument> {
    const { 'filter[position]': positions = ['current'], include = [] } = query;
    const found = await this.responders.at(actor, id as ScheduleId, positions, momentOf(query));
    const withUsers = include.includes('responders.shifts.user');
    const userIds = withUsers ? [...found.shifts.values()].map((shift) => shift.userId) : [];
    return respondersDocument(found, include, await this.people(actor, id, userIds));
  }

  private async people(actor: Actor, id: string, userIds: readonly UserId[]): Promise<ScheduleUser[]> {
    const users = await this.presenter.people(actor, id, [...new Set(userIds)]);
    return users.map((user) => userResource(user, mayReadPerson(actor, user.id)));
  }
}
