import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Page, PageRequest } from '../../kernel/index.js';
import { documentOf, InstantField, instantOf, IntegerParameter, OneOf, Text } from '../../platform/http/index.js';
import { ListPage, listPage } from './list-page.js';
import { stateAt, SWAP_STATES, type ScheduleSwap, type SwapState } from './schedule-swap.js';
import type { SwapDraft, ZonedSwap } from './schedule-swaps.service.js';
import { zonedTime } from './schedule-times.js';
import { ScheduleUserLinkage, userLinkage } from './schedules.dto.js';

const STATES: readonly SwapState[] = [...SWAP_STATES, 'expired'];

class OfferShiftAttributes {
  @InstantField({ optional: true, description: 'Now when absent; not in the past.', example: '2035-01-01T09:00:00Z' })
  start?: string;
  @InstantField({
    description: 'You have to be on call from the start to this moment; within 100 days of the start.',
    example: '2035-01-02T09:00:00Z',
  })
  end: string;
  @Text({ optional: true, max: 500 })
  reason?: string;
}

export class OfferShiftBody extends documentOf('schedule_swaps', OfferShiftAttributes) {}

export class ListSwapsQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when left out' })
  'page[size]'?: number;
  @IntegerParameter(0, 10_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @OneOf(STATES, { optional: true, description: 'All when left out' })
  'filter[state]'?: SwapState;
}

export function swapDraft(body: OfferShiftBody): SwapDraft {
  const { start, end, reason } = body.data.attributes;
  return {
    ...(start === undefined ? {} : { start: instantOf(start) }),
    end: instantOf(end),
    ...(reason === undefined ? {} : { reason }),
  };
}

class SwapAnswerAttributes {
  @ApiProperty({ enum: STATES, description: 'expired: nobody took it before its time was over.' })
  state: SwapState;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  start: string;
  @ApiProperty({ format: 'date-time', description: 'In the zone of the schedule.' })
  end: string;
  @ApiPropertyOptional()
  reason?: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ format: 'date-time' })
  modified_at: string;
}

class SwapOverrideIdentifier {
  @ApiProperty({ enum: ['schedule_overrides'] })
  type: 'schedule_overrides';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class SwapOverrideLinkage {
  @ApiProperty({ type: SwapOverrideIdentifier })
  data: SwapOverrideIdentifier;
}

class SwapAnswerRelationships {
  @ApiProperty({ type: ScheduleUserLinkage })
  offered_by: ScheduleUserLinkage;
  @ApiPropertyOptional({ type: ScheduleUserLinkage, description: 'Of a taken one.' })
  taken_by?: ScheduleUserLinkage;
  @ApiPropertyOptional({ type: SwapOverrideLinkage, description: 'Of a taken one, until that override is removed.' })
  override?: SwapOverrideLinkage;
}

class SwapResource {
  @ApiProperty({ enum: ['schedule_swaps'] })
  type: 'schedule_swaps';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: SwapAnswerAttributes })
  attributes: SwapAnswerAttributes;
  @ApiProperty({ type: SwapAnswerRelationships })
  relationships: SwapAnswerRelationships;
}

export class SwapDocument {
  @ApiProperty({ type: SwapResource })
  data: SwapResource;
}

class SwapsMeta {
  @ApiProperty({ type: ListPage })
  page: ListPage;
}

export class SwapsDocument {
  @ApiProperty({ type: SwapResource, isArray: true })
  data: SwapResource[];
  @ApiProperty({ type: SwapsMeta })
  meta: SwapsMeta;
}

export function swapsDocument(
  page: Page<ScheduleSwap>,
  request: PageRequest,
  { timeZone, now }: Omit<ZonedSwap, 'swap'>,
): SwapsDocument {
  return {
    data: page.items.map((swap) => swapResource({ swap, timeZone, now })),
    meta: { page: listPage(request, page.total) },
  };
}

export function swapResource({ swap, timeZone, now }: ZonedSwap): SwapResource {
  const { id, offeredBy, takenBy, overrideId, start, end, reason, createdAt, modifiedAt } = swap;
  return {
    type: 'schedule_swaps',
    id,
    attributes: {
      state: stateAt(swap, now),
      start: zonedTime(start, timeZone),
      end: zonedTime(end, timeZone),
      ...(reason === undefined ? {} : { reason }),
      created_at: createdAt.toString(),
      modified_at: modifiedAt.toString(),
    },
    relationships: {
      offered_by: userLinkage(offeredBy),
      ...(takenBy === undefined ? {} : { taken_by: userLinkage(takenBy) }),
      ...(overrideId === undefined ? {} : { override: { data: { type: 'schedule_overrides', id: overrideId } } }),
    },
  };
}
