import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { Actor, UserId } from '../../kernel/index.js';
import { documentOf, IntegerParameter, linkageTo, Nested, OneOf, Text } from '../../platform/http/index.js';
import { mayReadPerson, namelessUserResource, UserResource, userResource } from '../users/index.js';
import { ListLinks, listLinks, ListMeta, listMeta, windowOf, type PageParameters } from './list-links.js';
import type { MembershipQuery, MembershipSort } from './memberships.repository.js';
import type { MembershipList } from './memberships.service.js';
import type { Membership, MembershipRole } from './team.js';

const READ_ONLY = { optional: true, nullable: true, max: 200, description: 'Accepted and not read' };

class MembershipAttributes {
  @OneOf(['admin'], { optional: true, nullable: true, description: 'null: a plain member' })
  role?: MembershipRole;
  @Text(READ_ONLY)
  provisioned_by?: string | null;
  @Text(READ_ONLY)
  provisioned_by_id?: string | null;
}

const OneUser = linkageTo('users', { many: false });
const OneTeam = linkageTo('team', { many: false });
class MembershipRelationships {
  @Nested(() => OneUser)
  user: { readonly data: { readonly id: string } };
  @Nested(() => OneTeam, { optional: true, description: 'The path says which team; not read' })
  team?: object;
}

export class AddMemberBody extends documentOf('team_memberships', MembershipAttributes, {
  relationships: MembershipRelationships,
  relationshipsRequired: true,
  attributesOptional: true,
}) {}

class UpdateMembershipAttributes extends MembershipAttributes {}
export class UpdateMemberBody extends documentOf('team_memberships', UpdateMembershipAttributes, {
  attributesOptional: true,
}) {}

export function newMember(body: AddMemberBody): { userId: UserId; role: MembershipRole } {
  const { attributes, relationships } = body.data as Partial<AddMemberBody['data']>;
  return {
    // required by AddMemberBody
    userId: (relationships?.user.data.id ?? '').toLowerCase() as UserId,
    role: attributes?.role ?? null,
  };
}

/** undefined: the body leaves the role as it is. */
export function newRole(body: UpdateMemberBody): MembershipRole | undefined {
  const { attributes } = body.data as Partial<UpdateMemberBody['data']>;
  return attributes?.role;
}

const SORTS = ['manager_name', 'name', 'handle', 'email'];

export class ListMembersQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when only page[number] is given' })
  'page[size]'?: number;
  @IntegerParameter(0, 1_000_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @OneOf(SORTS.flatMap((field) => [field, `-${field}`]), {
    optional: true,
    description: 'In the order of joining when left out; manager_name is the same, nobody has one',
  })
  sort?: string;
  @Text({ optional: true, min: 0, max: 320, description: 'Part of a name or e-mail; needs users_read' })
  'filter[keyword]'?: string;
}

export function memberQuery(query: ListMembersQuery): MembershipQuery {
  const { sort = 'manager_name' } = query;
  const field = sort.replace(/^-/, '');
  const keyword = query['filter[keyword]'] ?? '';
  return {
    ...windowOf(query),
    // checked by ListMembersQuery
    sort: field === 'manager_name' ? 'number' : (field as MembershipSort),
    descending: sort.startsWith('-'),
    ...(keyword === '' ? {} : { keyword }),
  };
}

class MembershipAnswerAttributes {
  @ApiProperty({ type: String, enum: ['admin'], nullable: true })
  role: MembershipRole;
  @ApiProperty({ type: String, nullable: true })
  provisioned_by: string | null;
  @ApiProperty({ type: String, nullable: true })
  provisioned_by_id: string | null;
}

export class MembershipResource {
  @ApiProperty({ enum: ['team_memberships'] })
  type: string;
  @ApiProperty({ example: 'TeamMembership-aeadc05e-98a8-11ec-ac2c-da7ad0900001-1' })
  id: string;
  @ApiProperty({ type: MembershipAnswerAttributes })
  attributes: MembershipAnswerAttributes;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'team and user' })
  relationships: object;
}

const INCLUDED = {
  type: 'array' as const,
  items: { $ref: getSchemaPath(UserResource) },
  description: 'The people; without users_read their name is empty and their e-mail absent',
};

@ApiExtraModels(UserResource)
export class MembershipAnswer {
  @ApiProperty({ type: MembershipResource })
  data: MembershipResource;
  @ApiProperty(INCLUDED)
  included: UserResource[];
}

@ApiExtraModels(UserResource)
export class MembershipsAnswer {
  @ApiProperty({ type: MembershipResource, isArray: true })
  data: MembershipResource[];
  @ApiProperty(INCLUDED)
  included: UserResource[];
  @ApiPropertyOptional({ type: ListMeta })
  meta?: ListMeta;
  @ApiPropertyOptional({ type: ListLinks })
  links?: ListLinks;
}

export function membershipAnswer(actor: Actor, list: MembershipList): MembershipAnswer {
  const [membership] = list.items;
  if (membership === undefined) throw new Error('no membership to answer');
  return { data: membershipResource(membership), included: included(actor, list) };
}

export function membershipsAnswer(
  actor: Actor,
  url: string,
  query: PageParameters,
  list: MembershipList,
): MembershipsAnswer {
  return {
    data: list.items.map(membershipResource),
    included: included(actor, list),
    meta: listMeta(query, list.total),
    links: listLinks(url, query, list.total),
  };
}

/** A person's memberships, all of them on one page. */
export function userMembershipsAnswer(actor: Actor, list: MembershipList): MembershipsAnswer {
  return { data: list.items.map(membershipResource), included: included(actor, list) };
}

function included(actor: Actor, list: MembershipList): UserResource[] {
  return list.users.map((user) =>
    mayReadPerson(actor, user.id) ? userResource(actor.orgId, user) : namelessUserResource(actor.orgId, user),
  );
}

function membershipResource({ teamId, userId, number, role }: Membership): MembershipResource {
  return {
    type: 'team_memberships',
    id: `TeamMembership-${teamId}-${number}`,
    attributes: { role, provisioned_by: null, provisioned_by_id: null },
    relationships: { team: { data: { type: 'team', id: teamId } }, user: { data: { type: 'users', id: userId } } },
  };
}
