import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { ASSIGNMENTS, SCHEDULE_POSITIONS, type Assignment, type TargetPosition } from './policy-snapshot.js';

/** What the operations answer. Type names are those of the contract; `included` holds only kinds that it lists. */
class StepIdentifier {
  @ApiProperty({ enum: ['steps'] })
  type: 'steps';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class TeamIdentifierOfPolicy {
  @ApiProperty({ enum: ['teams'] })
  type: 'teams';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

export class TargetIdentifier {
  @ApiProperty({ enum: ['users', 'schedules', 'schedule_target', 'teams'] })
  type: 'users' | 'schedules' | 'schedule_target' | 'teams';
  @ApiProperty({ description: 'A UUID; of a schedule_target that of its schedule, `_` and the position' })
  id: string;
}

class StepLinkage {
  @ApiProperty({ type: StepIdentifier, isArray: true })
  data: StepIdentifier[];
}

class TeamLinkage {
  @ApiProperty({ type: TeamIdentifierOfPolicy, isArray: true })
  data: TeamIdentifierOfPolicy[];
}

class TargetLinkage {
  @ApiProperty({ type: TargetIdentifier, isArray: true })
  data: TargetIdentifier[];
}

class EscalationPolicyAnswerAttributes {
  @ApiProperty()
  name: string;
  @ApiProperty({ minimum: 0, maximum: 10 })
  retries: number;
  @ApiProperty()
  resolve_page_on_policy_end: boolean;
  @ApiProperty({ type: String, isArray: true, description: 'Always empty.' })
  tags: string[];
}

class EscalationPolicyAnswerRelationships {
  @ApiProperty({ type: StepLinkage })
  steps: StepLinkage;
  @ApiProperty({ type: TeamLinkage })
  teams: TeamLinkage;
}

class EscalationPolicyResource {
  @ApiProperty({ enum: ['policies'] })
  type: 'policies';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: EscalationPolicyAnswerAttributes })
  attributes: EscalationPolicyAnswerAttributes;
  @ApiProperty({ type: EscalationPolicyAnswerRelationships })
  relationships: EscalationPolicyAnswerRelationships;
}

class EscalationPolicyStepAttributes {
  @ApiProperty({ enum: ASSIGNMENTS })
  assignment: Assignment;
  @ApiProperty({ minimum: 60, maximum: 36_000 })
  escalate_after_seconds: number;
}

class EscalationPolicyStepRelationships {
  @ApiProperty({ type: TargetLinkage })
  targets: TargetLinkage;
}

export class EscalationPolicyStep {
  @ApiProperty({ enum: ['steps'] })
  type: 'steps';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: EscalationPolicyStepAttributes })
  attributes: EscalationPolicyStepAttributes;
  @ApiProperty({ type: EscalationPolicyStepRelationships })
  relationships: EscalationPolicyStepRelationships;
}

class EscalationPolicyUserAttributes {
  @ApiProperty({ description: 'Empty when unset, or when the caller may not see names.' })
  name: string;
  @ApiPropertyOptional({ description: 'Absent when the caller may not see it.' })
  email?: string;
  @ApiProperty({ enum: ['active', 'deactivated', 'pending'] })
  status: 'active' | 'deactivated' | 'pending';
}

export class EscalationPolicyUser {
  @ApiProperty({ enum: ['users'] })
  type: 'users';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: EscalationPolicyUserAttributes })
  attributes: EscalationPolicyUserAttributes;
}

class EscalationPolicyTeamAttributes {
  @ApiProperty()
  avatar: string;
  @ApiProperty()
  description: string;
  @ApiProperty()
  handle: string;
  @ApiProperty()
  name: string;
}

export class EscalationPolicyTeam {
  @ApiProperty({ enum: ['teams'] })
  type: 'teams';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: EscalationPolicyTeamAttributes })
  attributes: EscalationPolicyTeamAttributes;
}

class EscalationPolicyScheduleAttributes {
  @ApiProperty()
  name: string;
  @ApiProperty({ example: 'Europe/Berlin' })
  time_zone: string;
}

export class EscalationPolicySchedule {
  @ApiProperty({ enum: ['schedules'] })
  type: 'schedules';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: EscalationPolicyScheduleAttributes })
  attributes: EscalationPolicyScheduleAttributes;
}

class ScheduleTargetAttributes {
  @ApiProperty({ enum: SCHEDULE_POSITIONS })
  position: TargetPosition;
}

class ScheduleIdentifier {
  @ApiProperty({ enum: ['schedules'] })
  type: 'schedules';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class ScheduleLinkage {
  @ApiProperty({ type: ScheduleIdentifier })
  data: ScheduleIdentifier;
}

class ScheduleTargetRelationships {
  @ApiProperty({ type: ScheduleLinkage })
  schedule: ScheduleLinkage;
}

/** A schedule with a position. */
export class EscalationPolicyScheduleTarget {
  @ApiProperty({ enum: ['schedule_target'] })
  type: 'schedule_target';
  @ApiProperty({ description: 'The id of the schedule, `_` and the position' })
  id: string;
  @ApiProperty({ type: ScheduleTargetAttributes })
  attributes: ScheduleTargetAttributes;
  @ApiProperty({ type: ScheduleTargetRelationships })
  relationships: ScheduleTargetRelationships;
}

const INCLUDED = [
  EscalationPolicyStep,
  EscalationPolicyScheduleTarget,
  EscalationPolicyUser,
  EscalationPolicySchedule,
  EscalationPolicyTeam,
];
export type EscalationPolicyIncluded =
  | EscalationPolicyStep
  | EscalationPolicyScheduleTarget
  | EscalationPolicyUser
  | EscalationPolicySchedule
  | EscalationPolicyTeam;

@ApiExtraModels(...INCLUDED)
export class EscalationPolicyDocument {
  @ApiProperty({ type: EscalationPolicyResource })
  data: EscalationPolicyResource;
  @ApiPropertyOptional({
    type: 'array',
    description: 'Only when asked for: steps with their schedule targets, users, schedules, teams.',
    items: {
      oneOf: INCLUDED.map((model) => ({ $ref: getSchemaPath(model) })),
    },
  })
  included?: EscalationPolicyIncluded[];
}
