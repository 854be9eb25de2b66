import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { CurrentActor, Errors, Requires, Text } from '../../platform/http/index.js';
import { countedDays } from './counted-days.js';
import { EventCounts } from './event-counts.js';

class EventCountsQuery {
  @Text({ max: 10, optional: true, description: 'First day, UTC; default 29 days before `to`', example: '2026-01-01' })
  from?: string;

  @Text({ max: 10, optional: true, description: 'Last day, UTC, included; default today', example: '2026-01-31' })
  to?: string;
}

class EventCountAttributes {
  @ApiProperty({ format: 'date', description: 'UTC' })
  day: string;
  @ApiProperty({ example: 'page.triggered' })
  type: string;
  @ApiProperty({ type: 'integer' })
  total: number;
}
class EventCountResource {
  @ApiProperty({ example: '2026-01-31:page.triggered' })
  id: string;
  @ApiProperty({ enum: ['event_counts'] })
  type: 'event_counts';
  @ApiProperty({ type: EventCountAttributes })
  attributes: EventCountAttributes;
}
class EventCountsMeta {
  @ApiProperty({ format: 'date' })
  from: string;
  @ApiProperty({ format: 'date' })
  to: string;
}
class EventCountsAnswer {
  @ApiProperty({ type: EventCountResource, isArray: true })
  data: EventCountResource[];
  @ApiProperty({ type: EventCountsMeta })
  meta: EventCountsMeta;
}

/** How much happened. A page is a case, so whoever may read cases may count their events. */
@ApiTags('Analytics')
@Controller('api/unstable/analytics')
export class AnalyticsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly counts: EventCounts,
  ) {}

  @Get('events')
  @Requires('cases_read')
  @ApiOperation({ operationId: 'CountEvents', summary: 'How many events of each type there were on each day' })
  @ApiOkResponse({ type: EventCountsAnswer })
  @Errors(400, 401, 403, 429)
  count(@CurrentActor() actor: Actor, @Query() query: EventCountsQuery): Promise<EventCountsAnswer> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const days = countedDays(query.from, query.to, now);
      const counts = await this.counts.list(tx, actor.orgId, days.from, days.to);
      return {
        data: counts.map((count) => ({ id: `${count.day}:${count.type}`, type: 'event_counts', attributes: count })),
        meta: days,
      };
    });
  }
}
