import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HOLD_REASONS, type HoldReason } from './escalation.js';

class PlanHold {
  @ApiProperty({ enum: HOLD_REASONS })
  reason: HoldReason;
  @ApiPropertyOptional({ format: 'date-time', description: 'Absent when something else than time ends it' })
  until?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Of maintenance' })
  window_id?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The page that this one is merged into' })
  into?: string;
}

class PlannedMessage {
  @ApiProperty({ format: 'uuid' })
  user_id: string;
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users' })
  name?: string;
  @ApiProperty({ example: 'sms' })
  channel: string;
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ example: 'will notify Kim by sms in 4 min unless acknowledged' })
  text: string;
}

class PlannedMoment {
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ example: 'page.escalated', description: 'As the timeline will name it' })
  type: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As the timeline will tell it: ids, steps' })
  data: object;
  @ApiProperty({ type: PlannedMessage, isArray: true })
  messages: PlannedMessage[];
}

class PlanAttributes {
  @ApiProperty({ description: 'The page’s status', example: 'TRIGGERED' })
  status: string;
  @ApiProperty({ format: 'date-time', description: 'The moment that the plan is made for' })
  as_of: string;
  @ApiPropertyOptional({ type: PlanHold, description: 'What the escalation waits for' })
  hold?: PlanHold;
  @ApiProperty({ type: PlannedMessage, isArray: true, description: 'Queued already' })
  pending: PlannedMessage[];
  @ApiProperty({ type: PlannedMoment, isArray: true, description: 'When nobody does anything: the next 20 moments' })
  upcoming: PlannedMoment[];
}

class PagePlanResource {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['page_plans'] })
  type: 'page_plans';
  @ApiProperty({ type: PlanAttributes })
  attributes: PlanAttributes;
}

export class PagePlanAnswer {
  @ApiProperty({ type: PagePlanResource })
  data: PagePlanResource;
}
