import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mayReadPerson } from '../../capabilities/users/index.js';
import type { Actor, ScheduleId, UserId } from '../../kernel/index.js';
import { CurrentActor, Errors, IdParam, Requires } from '../../platform/http/index.js';
import { CoverageDocument, coverageDocument } from './coverage.dto.js';
import { userResource } from './schedule-document.js';
import { finalShift, layerShifts } from './schedule-views.document.js';
import { ScheduledShifts, ShiftsQuery, spanOf, type ScheduledShift } from './schedule-views.dto.js';
import { ScheduleViewsService } from './schedule-views.service.js';
import { SchedulesPresenter } from './schedules.presenter.js';

@ApiTags('On-Call schedules')
@Controller('api/unstable/on-call/schedules/:schedule_id')
export class ScheduleViewsController {
  constructor(
    private readonly views: ScheduleViewsService,
    private readonly presenter: SchedulesPresenter,
  ) {}

  @Get('shifts')
  @Requires('on_call_read')
  @ApiOperation({ operationId: 'ListScheduleShifts', summary: 'Shifts of a schedule, final or layer by layer' })
  @ApiOkResponse({ type: ScheduledShifts })
  @Errors(400, 401, 403, 404, 429)
  async shifts(
    @CurrentActor() actor: Actor,
    @IdParam('schedule_id') id: string,
    @Query() query: ShiftsQuery,
  ): Promise<ScheduledShifts> {
    const data = await this.listed(actor, id as ScheduleId, query);
    if (!query.include?.includes('user')) return { data };
    const ids = data.flatMap(({ relationships: { user } }) => (user === undefined ? [] : [user.data.id as UserId]));
    const users = await this.presenter.people(actor, id, [...new Set(ids)]);
    return { data, included: users.map((user) => userResource(user, mayReadPerson(actor, user.id))) };
  }

  @Get('coverage')
  @Requires('on_call_read')
  @ApiOperation({
    operationId: 'GetScheduleCoverage',
    summary: 'Gaps and empty shifts of the next 30 days, and who in them can be reached',
  })
  @ApiOkResponse({ type: CoverageDocument })
  @Errors(400, 401, 403, 404, 429)
  async coverage(@CurrentActor() actor: Actor, @IdParam('schedule_id') id: string): Promise<CoverageDocument> {
    const { coverage, readiness, timeZone } = await this.views.coverage(actor, id as ScheduleId);
    return coverageDocument(id as ScheduleId, coverage, readiness, timeZone);
  }

  private async listed(actor: Actor, id: ScheduleId, query: ShiftsQuery): Promise<ScheduledShift[]> {
    const spanAt = (now: Temporal.Instant) => spanOf(query, now);
    if (query['filter[view]'] === 'layers') {
      const { shifts, timeZone } = await this.views.layers(actor, id, spanAt);
      return shifts.flatMap((layer) => layerShifts(layer, timeZone));
    }
    const { shifts, timeZone } = await this.views.final(actor, id, spanAt);
    return shifts.map((shift) => finalShift(shift, timeZone));
  }
}
