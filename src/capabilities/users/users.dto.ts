import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { OrgId } from '../../kernel/index.js';
import {
  documentOf,
  Flag,
  IntegerParameter,
  offsetTime,
  OneOf,
  Text,
  WordsParameter,
} from '../../platform/http/index.js';
import { ROLES, type Role } from '../auth/index.js';
import { EMAIL_FORM, EMAIL_MAX, USER_STATUSES, type User, type UserStatus } from './user.js';
import { USER_SORTS, type UserQuery, type UserSort } from './users.repository.js';

const NAME_MAX = 200;
const ROLE_TEXT = 'Not part of the public API: what the person may do here. responder when left out at creation.';
const EMAIL = {
  max: EMAIL_MAX,
  pattern: EMAIL_FORM,
  patternRule: 'must be an e-mail address',
  example: 'jane.doe@example.com',
};

class CreateUserAttributes {
  @Text({ ...EMAIL, description: 'Kept in lower case' })
  email: string;
  @Text({ optional: true, min: 0, max: NAME_MAX })
  name?: string;
  @Text({ optional: true, min: 0, max: NAME_MAX })
  title?: string;
  @OneOf(ROLES, { optional: true, description: ROLE_TEXT })
  role?: Role;
}
export class CreateUserBody extends documentOf('users', CreateUserAttributes) {}

class UpdateUserAttributes {
  @Text({ ...EMAIL, optional: true })
  email?: string;
  @Text({ optional: true, min: 0, max: NAME_MAX })
  name?: string;
  @Flag({ optional: true, description: 'true disables the person, false lets them in again' })
  disabled?: boolean;
  @OneOf(ROLES, { optional: true, description: ROLE_TEXT })
  role?: Role;
}
export class UpdateUserBody extends documentOf('users', UpdateUserAttributes, { idRequired: true }) {}

export class ListUsersQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when left out' })
  'page[size]'?: number;
  @IntegerParameter(0, 1_000_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @OneOf(USER_SORTS.flatMap((field) => [field, `-${field}`]), { optional: true, description: 'name when left out' })
  sort?: string;
  @OneOf(['asc', 'desc'], { optional: true, description: 'Wins over the sign of sort' })
  sort_dir?: string;
  @Text({ optional: true, min: 0, max: EMAIL_MAX, description: 'Part of a name or e-mail' })
  filter?: string;
  @WordsParameter(USER_STATUSES, { description: 'Comma list of Active, Pending and Disabled' })
  'filter[status]'?: UserStatus[];
}

export function userQuery(query: ListUsersQuery): UserQuery {
  const { sort = 'name', sort_dir: direction, filter = '' } = query;
  const statuses = query['filter[status]'];
  return {
    page: { size: query['page[size]'] ?? 10, number: query['page[number]'] ?? 0 },
    // checked by ListUsersQuery
    sort: sort.replace(/^-/, '') as UserSort,
    descending: direction === undefined ? sort.startsWith('-') : direction === 'desc',
    ...(filter === '' ? {} : { text: filter }),
    ...(statuses === undefined ? {} : { statuses }),
  };
}

class UserAttributes {
  @ApiProperty({ format: 'uuid' })
  uuid: string;
  @ApiProperty({ type: String, nullable: true, description: 'Empty for callers without users_read' })
  name: string | null;
  @ApiPropertyOptional({ description: 'Absent for callers without users_read' })
  handle?: string;
  @ApiPropertyOptional({ description: 'Absent for callers without users_read' })
  email?: string;
  @ApiProperty({ description: 'Always empty: no picture is fetched from elsewhere' })
  icon: string;
  @ApiPropertyOptional({ type: String, nullable: true })
  title?: string | null;
  @ApiProperty({ enum: ROLES, description: ROLE_TEXT })
  role: Role;
  @ApiProperty({ enum: USER_STATUSES })
  status: UserStatus;
  @ApiProperty()
  disabled: boolean;
  @ApiProperty()
  verified: boolean;
  @ApiProperty()
  service_account: boolean;
  @ApiProperty()
  mfa_enabled: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_login_time: string | null;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ format: 'date-time' })
  modified_at: string;
}

export class UserResource {
  @ApiProperty({ enum: ['users'] })
  type: string;
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: UserAttributes })
  attributes: UserAttributes;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'org and roles' })
  relationships: object;
}

export class UserAnswer {
  @ApiProperty({ type: UserResource })
  data: UserResource;
}

class UserCounts {
  @ApiProperty({ type: 'integer', description: 'People of the organization' })
  total_count: number;
  @ApiProperty({ type: 'integer', description: 'Those that match the filters' })
  total_filtered_count: number;
}
class UsersMeta {
  @ApiProperty({ type: UserCounts })
  page: UserCounts;
}
export class UsersAnswer {
  @ApiProperty({ type: UserResource, isArray: true })
  data: UserResource[];
  @ApiProperty({ type: UsersMeta })
  meta: UsersMeta;
}

/** The whole person: for themselves and for those who may read users. */
export function userResource(orgId: OrgId, user: User): UserResource {
  return {
    type: 'users',
    id: user.id,
    attributes: {
      ...impersonal(user),
      name: user.name === '' ? null : user.name,
      handle: user.handle,
      email: user.email,
      title: user.title,
    },
    relationships: relationships(orgId),
  };
}

/** As `userResource`, with what only the answer to one person holds (contract/NOTES.md §9). */
export function oneUserResource(orgId: OrgId, user: User): UserResource {
  const { relationships: same, ...resource } = userResource(orgId, user);
  return { ...resource, relationships: { ...same, team_roles: { data: [] } } };
}

/** A person for those who may not know who it is. */
export function namelessUserResource(orgId: OrgId, user: User): UserResource {
  const attributes = { ...impersonal(user), name: '' };
  return { type: 'users', id: user.id, attributes, relationships: relationships(orgId) };
}

function impersonal(user: User) {
  return {
    uuid: user.id,
    icon: '',
    role: user.role,
    status: user.status,
    disabled: user.status === 'Disabled',
    verified: user.isVerified,
    service_account: user.isServiceAccount,
    mfa_enabled: false,
    last_login_time: null,
    created_at: offsetTime(user.createdAt),
    modified_at: offsetTime(user.modifiedAt),
  };
}

function relationships(orgId: OrgId): object {
  return { roles: { data: [] }, org: { data: { type: 'orgs', id: orgId } } };
}
