import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Actor, Page, UserId } from '../../kernel/index.js';
import {
  documentOf,
  FlagParameter,
  IncludeParameter,
  IntegerIn,
  IntegerParameter,
  linkageTo,
  Nested,
  offsetTime,
  OneOf,
  Text,
  TextList,
  WordsParameter,
} from '../../platform/http/index.js';
import { ListLinks, listLinks, ListMeta, listMeta, windowOf } from './list-links.js';
import { summaryOf, type Team, type TeamChanges, type TeamText } from './team.js';
import type { TeamQuery } from './teams.repository.js';

const HANDLE = { max: 195, pattern: /^\S+$/, patternRule: 'must not contain spaces', example: 'payments' };
const DESCRIPTION_MAX = 20_000;
const MODULES = { optional: true, nullable: true, max: 100, length: 200 };
const AVATAR = { optional: true, nullable: true, max: 50, description: 'One character, such as an emoji' };
const BANNER = { optional: true, nullable: true };
const INT32_MAX = 2_147_483_647;

class CreateTeamAttributes {
  @Text(HANDLE)
  handle: string;
  @Text({ max: 200 })
  name: string;
  @Text({ optional: true, min: 0, max: DESCRIPTION_MAX, description: 'Markdown' })
  description?: string;
  @Text(AVATAR)
  avatar?: string | null;
  @IntegerIn(0, INT32_MAX, BANNER)
  banner?: number | null;
  @TextList(MODULES)
  hidden_modules?: string[] | null;
  @TextList(MODULES)
  visible_modules?: string[] | null;
}

const ManyUsers = linkageTo('users', { many: true });
class CreateTeamRelationships {
  @Nested(() => ManyUsers, { optional: true, description: 'The first members' })
  users?: { readonly data?: readonly { readonly id: string }[] };
}
export class CreateTeamBody extends documentOf('team', CreateTeamAttributes, {
  relationships: CreateTeamRelationships,
}) {}

class UpdateTeamAttributes {
  @Text({ ...HANDLE, optional: true })
  handle?: string;
  @Text({ optional: true, max: 200 })
  name?: string;
  @Text({ optional: true, min: 0, max: DESCRIPTION_MAX, description: 'Markdown' })
  description?: string;
  @Text(AVATAR)
  avatar?: string | null;
  @IntegerIn(0, INT32_MAX, BANNER)
  banner?: number | null;
  @TextList(MODULES)
  hidden_modules?: string[] | null;
  @TextList(MODULES)
  visible_modules?: string[] | null;
}
export class UpdateTeamBody extends documentOf('team', UpdateTeamAttributes) {}

export function newTeam(body: CreateTeamBody): TeamText {
  const { handle, name, description = '', avatar = null, banner = null, ...modules } = body.data.attributes;
  const { hidden_modules: hiddenModules = null, visible_modules: visibleModules = null } = modules;
  return { handle, name, description, avatar, banner, hiddenModules, visibleModules };
}

export function firstMembers(body: CreateTeamBody): UserId[] {
  return (body.data.relationships?.users?.data ?? []).map((user) => user.id.toLowerCase() as UserId);
}

export function teamChanges(body: UpdateTeamBody): TeamChanges {
  const { hidden_modules: hiddenModules, visible_modules: visibleModules, ...same } = body.data.attributes;
  return {
    ...same,
    ...(hiddenModules === undefined ? {} : { hiddenModules }),
    ...(visibleModules === undefined ? {} : { visibleModules }),
  };
}

const TEAM_FIELDS = [
  ...['id', 'name', 'handle', 'summary', 'description', 'avatar', 'banner', 'visible_modules', 'hidden_modules'],
  ...['created_at', 'modified_at', 'user_count', 'link_count', 'team_links', 'user_team_permissions'],
];

export class ListTeamsQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when only page[number] is given' })
  'page[size]'?: number;
  @IntegerParameter(0, 1_000_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @OneOf(['name', '-name', 'user_count', '-user_count'], { optional: true, description: 'name when left out' })
  sort?: string;
  @IncludeParameter(['team_links', 'user_team_permissions'])
  include?: string[];
  @Text({ optional: true, min: 0, max: 320, description: 'Part of a name, a handle or the e-mail of a member' })
  'filter[keyword]'?: string;
  @FlagParameter({ optional: true, description: 'Only teams that the caller belongs to' })
  'filter[me]'?: boolean;
  @WordsParameter(TEAM_FIELDS, { description: 'Only these attributes, and no relationships' })
  'fields[team]'?: string[];
}

/** E-mails are searched only for those who may read users: a hit would tell the e-mail. */
export function teamQuery(actor: Actor, query: ListTeamsQuery): TeamQuery {
  const { sort = 'name' } = query;
  const keyword = query['filter[keyword]'] ?? '';
  return {
    ...windowOf(query),
    sort: sort.endsWith('user_count') ? 'user_count' : 'name',
    descending: sort.startsWith('-'),
    searchesEmails: actor.permissions.has('users_read'),
    ...(keyword === '' ? {} : { keyword }),
    ...(query['filter[me]'] === true ? { memberId: actor.userId } : {}),
  };
}

class TeamAttributes {
  @ApiProperty()
  handle: string;
  @ApiProperty()
  name: string;
  @ApiPropertyOptional({ type: String, nullable: true })
  description?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 120 })
  summary?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true })
  avatar?: string | null;
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  banner?: number | null;
  @ApiPropertyOptional({ type: String, isArray: true, nullable: true })
  hidden_modules?: readonly string[] | null;
  @ApiPropertyOptional({ type: String, isArray: true, nullable: true })
  visible_modules?: readonly string[] | null;
  @ApiPropertyOptional({ type: 'integer' })
  user_count?: number;
  @ApiPropertyOptional({ type: 'integer' })
  link_count?: number;
  @ApiPropertyOptional({ description: 'Always false: no team is managed from elsewhere' })
  is_managed?: boolean;
  @ApiPropertyOptional({ format: 'date-time' })
  created_at?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  modified_at?: string;
}

export class TeamResource {
  @ApiProperty({ enum: ['team'] })
  type: string;
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: TeamAttributes })
  attributes: TeamAttributes;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  relationships?: object;
}
export class TeamAnswer {
  @ApiProperty({ type: TeamResource })
  data: TeamResource;
}
export class TeamsAnswer {
  @ApiProperty({ type: TeamResource, isArray: true })
  data: TeamResource[];
  @ApiProperty({ type: ListMeta })
  meta: ListMeta;
  @ApiProperty({ type: ListLinks })
  links: ListLinks;
}

export function teamResource(team: Team): TeamResource {
  const related = `/api/v2/team/${team.id}`;
  return {
    type: 'team',
    id: team.id,
    attributes: {
      handle: team.handle,
      name: team.name,
      description: team.description === '' ? null : team.description,
      summary: summaryOf(team),
      avatar: team.avatar,
      banner: team.banner,
      hidden_modules: team.hiddenModules,
      visible_modules: team.visibleModules,
      user_count: team.userCount,
      link_count: 0,
      is_managed: false,
      created_at: offsetTime(team.createdAt),
      modified_at: offsetTime(team.modifiedAt),
    },
    relationships: {
      team_links: { data: [], links: { related: `${related}/links` } },
      user_team_permissions: { data: null, links: { related: `${related}/permission-settings` } },
    },
  };
}

export function teamsAnswer(url: string, query: ListTeamsQuery, page: Page<Team>): TeamsAnswer {
  const fields = query['fields[team]'];
  return {
    data: page.items.map(teamResource).map((team) => (fields === undefined ? team : only(fields, team))),
    meta: listMeta(query, page.total),
    links: listLinks(url, query, page.total),
  };
}

function only(fields: readonly string[], { type, id, attributes }: TeamResource): TeamResource {
  const kept = Object.entries(attributes).filter(([name]) => fields.includes(name));
  return { type, id, attributes: Object.fromEntries(kept) as unknown as TeamAttributes };
}
