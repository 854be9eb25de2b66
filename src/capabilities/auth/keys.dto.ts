import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Page, UserId } from '../../kernel/index.js';
import { documentOf, IntegerParameter, linkageTo, Nested, offsetTime, OneOf, Text } from '../../platform/http/index.js';
import { RFC_3339, type IssuedKey } from './issued-key.js';
import { KEY_SORTS, type KeyQuery, type KeySort } from './issued-keys.repository.js';
import type { KeyRequest, MadeKey } from './keys.service.js';

const NAME = { max: 200, description: 'What the key is for', example: 'alert forwarder' };
const EXPIRY = {
  optional: true,
  max: 40,
  pattern: RFC_3339,
  patternRule: 'must be an RFC 3339 time',
  description: 'In the future; a key without it lives until it is revoked',
  example: '2030-01-01T00:00:00Z',
};

class CreateApiKeyAttributes {
  @Text(NAME)
  name: string;
  @Text(EXPIRY)
  expires_at?: string;
}
export class CreateApiKeyBody extends documentOf('api_keys', CreateApiKeyAttributes) {}

class CreateApplicationKeyAttributes {
  @Text(NAME)
  name: string;
  @Text(EXPIRY)
  expires_at?: string;
}
const OneUser = linkageTo('users', { many: false });
class CreateApplicationKeyRelationships {
  @Nested(() => OneUser, { optional: true, description: 'Whom the key acts for; the caller when left out' })
  owned_by?: { readonly data: { readonly id: string } };
}
export class CreateApplicationKeyBody extends documentOf('application_keys', CreateApplicationKeyAttributes, {
  relationships: CreateApplicationKeyRelationships,
}) {}

class CreateOwnApplicationKeyAttributes extends CreateApplicationKeyAttributes {}
export class CreateOwnApplicationKeyBody extends documentOf('application_keys', CreateOwnApplicationKeyAttributes) {}

export function keyRequest(attributes: CreateApiKeyAttributes | CreateApplicationKeyAttributes): KeyRequest {
  const { name, expires_at: expiresAt } = attributes;
  return expiresAt === undefined ? { name } : { name, expiresAt };
}

export function ownerIn(body: CreateApplicationKeyBody): UserId | undefined {
  return body.data.relationships?.owned_by?.data.id.toLowerCase() as UserId | undefined;
}

export class ListKeysQuery {
  @IntegerParameter(1, 100, { optional: true, description: '10 when left out' })
  'page[size]'?: number;
  @IntegerParameter(0, 1_000_000, { optional: true, description: 'From 0' })
  'page[number]'?: number;
  @OneOf(KEY_SORTS.flatMap((field) => [field, `-${field}`]), { optional: true, description: 'name when left out' })
  sort?: string;
  @Text({ optional: true, min: 0, max: 200, description: 'Part of a name' })
  filter?: string;
}

export function keyQuery(query: ListKeysQuery, userId?: UserId): KeyQuery {
  const { sort = 'name', filter = '' } = query;
  return {
    page: { size: query['page[size]'] ?? 10, number: query['page[number]'] ?? 0 },
    // checked by ListKeysQuery
    sort: sort.replace(/^-/, '') as KeySort,
    descending: sort.startsWith('-'),
    ...(filter === '' ? {} : { text: filter }),
    ...(userId === undefined ? {} : { userId }),
  };
}

class KeyAttributes {
  @ApiProperty()
  name: string;
  @ApiProperty({ description: 'The last characters before the checksum, to recognise a key by' })
  last4: string;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Exact to half a minute' })
  last_used_at: string | null;
  @ApiPropertyOptional({ description: 'The whole key; answered once, when it is made' })
  key?: string;
}
export class KeyResource {
  @ApiProperty({ enum: ['api_keys', 'application_keys'] })
  type: string;
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: KeyAttributes })
  attributes: KeyAttributes;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'created_by or owned_by' })
  relationships: object;
}
export class KeyAnswer {
  @ApiProperty({ type: KeyResource })
  data: KeyResource;
}

class KeyCounts {
  @ApiProperty({ type: 'integer', description: 'Keys that match the filter' })
  total_filtered_count: number;
}
class KeysMeta {
  @ApiProperty({ type: KeyCounts })
  page: KeyCounts;
}
export class KeysAnswer {
  @ApiProperty({ type: KeyResource, isArray: true })
  data: KeyResource[];
  @ApiProperty({ type: KeysMeta })
  meta: KeysMeta;
}

export function keyAnswer(key: IssuedKey): KeyAnswer {
  return { data: keyResource(key) };
}

export function madeKeyAnswer({ key, text }: MadeKey): KeyAnswer {
  return { data: keyResource(key, text) };
}

export function keysAnswer(page: Page<IssuedKey>): KeysAnswer {
  return { data: page.items.map((key) => keyResource(key)), meta: { page: { total_filtered_count: page.total } } };
}

function keyResource(key: IssuedKey, text?: string): KeyResource {
  const { id, kind, name, last4, userId, createdAt, expiresAt, lastUsedAt } = key;
  const user = { data: userId === null ? null : { type: 'users', id: userId } };
  return {
    type: `${kind}_keys`,
    id,
    attributes: {
      name,
      last4,
      created_at: offsetTime(createdAt),
      expires_at: expiresAt && offsetTime(expiresAt),
      last_used_at: lastUsedAt && offsetTime(lastUsedAt),
      ...(text === undefined ? {} : { key: text }),
    },
    relationships: kind === 'api' ? { created_by: user } : { owned_by: user },
  };
}
