import { ApiProperty } from '@nestjs/swagger';
import { Ignored, Nested, NestedList, offsetTime, OneOf, UuidField } from '../../platform/http/index.js';
import type { Invitation } from './invitations.repository.js';

class InvitedUserIdentifier {
  @OneOf(['users'])
  type: 'users';
  @UuidField()
  id: string;
  @Ignored()
  meta?: object;
}
class InvitedUser {
  @Nested(() => InvitedUserIdentifier)
  data: InvitedUserIdentifier;
  @Ignored()
  links?: object;
  @Ignored()
  meta?: object;
}
class InvitationRelationships {
  @Nested(() => InvitedUser)
  user: InvitedUser;
}
class InvitationData {
  @OneOf(['user_invitations'])
  type: 'user_invitations';
  @Nested(() => InvitationRelationships)
  relationships: InvitationRelationships;
  @Ignored()
  meta?: object;
  @Ignored()
  links?: object;
}

/** Many resources in one document. */
export class SendInvitationsBody {
  @NestedList(() => InvitationData, { min: 1, max: 100, description: 'Whom to invite; each person once' })
  data: InvitationData[];
  @Ignored()
  meta?: object;
  @Ignored()
  links?: object;
  @Ignored()
  jsonapi?: object;
}

class InvitationAttributes {
  @ApiProperty({ format: 'uuid' })
  uuid: string;
  @ApiProperty({ type: String, nullable: true, description: 'Always null: people come by application key' })
  login_method: string | null;
  @ApiProperty({ enum: ['basic_invite'] })
  invite_type: 'basic_invite';
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ format: 'date-time' })
  expires_at: string;
}
class InvitationResource {
  @ApiProperty({ enum: ['user_invitations'] })
  type: 'user_invitations';
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: InvitationAttributes })
  attributes: InvitationAttributes;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'user' })
  relationships: object;
}
export class InvitationsAnswer {
  @ApiProperty({ type: InvitationResource, isArray: true })
  data: InvitationResource[];
}

export function invitationResource({ id, userId, createdAt, expiresAt }: Invitation): InvitationResource {
  return {
    type: 'user_invitations',
    id,
    attributes: {
      uuid: id,
      login_method: null,
      invite_type: 'basic_invite',
      created_at: offsetTime(createdAt),
      expires_at: offsetTime(expiresAt),
    },
    relationships: { user: { data: { type: 'users', id: userId } } },
  };
}
