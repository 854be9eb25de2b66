import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { ASSIGNMENTS, type Assignment } from './policy-snapshot.js';

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

class TargetIdentifier {
  @ApiProperty({ enum: ['users', 'teams'] })
  type: 'users' | 'teams';
  @ApiProperty({ format: 'uuid' })
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

export type EscalationPolicyIncluded = EscalationPolicyStep | EscalationPolicyUser | EscalationPolicyTeam;

@ApiExtraModels(EscalationPolicyStep, EscalationPolicyUser, EscalationPolicyTeam)
export class EscalationPolicyDocument {
  @ApiProperty({ type: EscalationPolicyResource })
  data: EscalationPolicyResource;
  @ApiPropertyOptional({
    type: 'array',
    description: 'Only when asked for: steps, then users, then teams.',
    items: {
      oneOf: [EscalationPolicyStep, EscalationPolicyUser, EscalationPolicyTeam].map((model) => ({
        $ref: getSchemaPath(model),
      })),
    },
  })
  included?: EscalationPolicyIncluded[];
}
