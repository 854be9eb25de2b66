import { ApiProperty, ApiPropertyOptional, getSchemaPath, ApiExtraModels } from '@nestjs/swagger';
import type { UserId } from '../../kernel/index.js';
import { IncludeParameter } from '../../platform/http/index.js';

const INCLUSIONS = ['responders', 'escalations', 'escalations.responders'] as const;
export type TeamOnCallInclusion = (typeof INCLUSIONS)[number];

export class TeamOnCallQuery {
  @IncludeParameter(INCLUSIONS)
  include?: TeamOnCallInclusion[];
}

class OnCallUserIdentifier {
  @ApiProperty({ enum: ['users'] })
  type: 'users';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class OnCallUsersLinkage {
  @ApiProperty({ type: OnCallUserIdentifier, isArray: true })
  data: OnCallUserIdentifier[];
}

class EscalationIdentifier {
  @ApiProperty({ enum: ['escalation_policy_steps'] })
  type: 'escalation_policy_steps';
  @ApiProperty({ format: 'uuid' })
  id: string;
}

class EscalationsLinkage {
  @ApiProperty({ type: EscalationIdentifier, isArray: true })
  data: EscalationIdentifier[];
}

class TeamOnCallRelationships {
  @ApiProperty({ type: OnCallUsersLinkage, description: 'Whom the first step of the policy of its fallback notifies.' })
  responders: OnCallUsersLinkage;
  @ApiProperty({ type: EscalationsLinkage, description: 'The steps after it.' })
  escalations: EscalationsLinkage;
}

class TeamOnCallResource {
  @ApiProperty({ enum: ['team_oncall_responders'] })
  type: 'team_oncall_responders';
  @ApiProperty({ description: 'The id of the team and the time in seconds.' })
  id: string;
  @ApiProperty({ type: TeamOnCallRelationships })
  relationships: TeamOnCallRelationships;
}

class OnCallUserAttributes {
  @ApiPropertyOptional({ description: 'Absent for roles that may not read users.' })
  email?: string;
  @ApiProperty({ description: 'Empty for roles that may not read users.' })
  name: string;
  @ApiProperty({ enum: ['active', 'deactivated'] })
  status: 'active' | 'deactivated';
}

export class TeamOnCallUser {
  @ApiProperty({ enum: ['users'] })
  type: 'users';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: OnCallUserAttributes })
  attributes: OnCallUserAttributes;
}

class EscalationRelationships {
  @ApiProperty({ type: OnCallUsersLinkage })
  responders: OnCallUsersLinkage;
}

export class TeamOnCallEscalation {
  @ApiProperty({ enum: ['escalation_policy_steps'] })
  type: 'escalation_policy_steps';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: EscalationRelationships })
  relationships: EscalationRelationships;
}

@ApiExtraModels(TeamOnCallUser, TeamOnCallEscalation)
export class TeamOnCallDocument {
  @ApiProperty({ type: TeamOnCallResource })
  data: TeamOnCallResource;
  @ApiPropertyOptional({
    type: 'array',
    items: { oneOf: [{ $ref: getSchemaPath(TeamOnCallUser) }, { $ref: getSchemaPath(TeamOnCallEscalation) }] },
    description: 'What was asked for.',
  })
  included?: (TeamOnCallUser | TeamOnCallEscalation)[];
}

/** A step of the policy with the people it would notify now. */
export interface StaffedStep {
  readonly id: string;
  readonly userIds: readonly UserId[];
}

interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

/** Who must be shown for what was asked. */
export function shownUsers(steps: readonly StaffedStep[], asked: readonly TeamOnCallInclusion[]): UserId[] {
  const [first, ...later] = steps;
  return [
    ...new Set([
      ...(asked.includes('responders') ? (first?.userIds ?? []) : []),
      ...(asked.includes('escalations.responders') ? later.flatMap(({ userIds }) => userIds) : []),
    ]),
  ];
}

/**
 * The public form: the first step is `responders`, the later ones are `escalations` (contract/NOTES.md §5 no. 18).
 * `escalations.responders` brings the steps between, as JSON:API asks of a path.
 */
export function teamOnCallDocument(
  teamId: string,
  at: Temporal.Instant,
  steps: readonly StaffedStep[],
  asked: readonly TeamOnCallInclusion[],
  people: readonly Person[],
  mayRead: (userId: UserId) => boolean,
): TeamOnCallDocument {
  const [first, ...later] = steps;
  const withSteps = asked.some((path) => path !== 'responders');
  const data: TeamOnCallDocument['data'] = {
    type: 'team_oncall_responders',
    id: `${teamId}-${Math.floor(at.epochMilliseconds / 1000)}`,
    relationships: {
      responders: { data: identifiers(first?.userIds ?? []) },
      escalations: { data: later.map(({ id }) => ({ type: 'escalation_policy_steps', id })) },
    },
  };
  if (asked.length === 0) return { data };
  return {
    data,
    included: [
      ...people.map((person) => userResource(person, mayRead(person.id))),
      ...(withSteps ? later.map(escalationResource) : []),
    ],
  };
}

function identifiers(userIds: readonly UserId[]): OnCallUserIdentifier[] {
  return userIds.map((id) => ({ type: 'users', id }));
}

function userResource({ id, name, email, active }: Person, mayRead: boolean): TeamOnCallUser {
  const status = active ? ('active' as const) : ('deactivated' as const);
  return { type: 'users', id, attributes: mayRead ? { email, name, status } : { name: '', status } };
}

function escalationResource({ id, userIds }: StaffedStep): TeamOnCallEscalation {
  return { type: 'escalation_policy_steps', id, relationships: { responders: { data: identifiers(userIds) } } };
}
