import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsObject,
  IsString,
  Matches,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Ignored } from './fields.js';

type Class<T extends object> = new () => T;

interface DocumentOptions<Relationships extends object> {
  /** The relationships that the operation reads; others are accepted and not read. */
  readonly relationships?: Class<Relationships>;
  readonly relationshipsRequired?: boolean;
  /** A PUT names its resource in the body as well. */
  readonly idRequired?: boolean;
  readonly attributesOptional?: boolean;
}

export interface Resource<Attributes extends object, Relationships extends object> {
  readonly type: string;
  readonly id?: string;
  readonly attributes: Attributes;
  readonly relationships?: Relationships;
}

export interface Document<Attributes extends object, Relationships extends object> {
  readonly data: Resource<Attributes, Relationships>;
}

/**
 * The body class of an operation: a JSON:API document with one resource of `type`. Unknown attributes are refused,
 * the members of JSON:API are accepted everywhere (contract/NOTES.md §1.3). Extend it to give it a name:
 * `class CreatePageBody extends documentOf('pages', CreatePageAttributes) {}`.
 */
export function documentOf<Attributes extends object, Relationships extends object = object>(
  type: string,
  attributes: Class<Attributes>,
  options: DocumentOptions<Relationships> = {},
): Class<Document<Attributes, Relationships>> {
  const { relationships, relationshipsRequired = false, idRequired = false, attributesOptional = false } = options;

  class Data {
    type: string;
    id?: string;
    attributes: Attributes;
    relationships?: Relationships;
    meta?: object;
    links?: object;
  }
  decorate(Data, 'type', ApiProperty({ enum: [type] }), ValidateBy(typeIs(type)));
  decorate(Data, 'id', ...identity(idRequired));
  decorate(Data, 'attributes', ...nested(attributes, !attributesOptional));
  if (relationships === undefined) decorate(Data, 'relationships', Ignored());
  else decorate(Data, 'relationships', ...nested(relationships, relationshipsRequired));
  for (const member of ['meta', 'links']) decorate(Data, member, Ignored());
  Object.defineProperty(Data, 'name', { value: `${attributes.name.replace(/Attributes$/, '')}Data` });

  class JsonApiDocument {
    data: Data;
    meta?: object;
    links?: object;
    jsonapi?: object;
    included?: object;
  }
  decorate(JsonApiDocument, 'data', ...nested(Data, true));
  for (const member of ['meta', 'links', 'jsonapi', 'included']) decorate(JsonApiDocument, member, Ignored());
  return JsonApiDocument;
}

/** Most resources that one to-many relationship may name. */
const MAX_LINKED = 1000;

/** To-one or to-many linkage `{data: {type, id}}` as an operation reads it. */
export function linkageTo(type: string, options: { many: boolean; uuid?: boolean }): Class<object> {
  class Identifier {
    type: string;
    id: string;
  }
  decorate(Identifier, 'type', ApiProperty({ enum: [type] }), ValidateBy(typeIs(type)));
  decorate(Identifier, 'id', ...identity(true, options.uuid ?? true));
  decorate(Identifier, 'meta', Ignored());
  Object.defineProperty(Identifier, 'name', { value: `${pascal(type)}Identifier` });

  class Linkage {
    data: unknown;
  }
  if (options.many) {
    decorate(
      Linkage,
      'data',
      ApiPropertyOptional({ type: Identifier, isArray: true }),
      ValidateIf((_, value) => value !== undefined),
      IsArray({ message: 'must be a list of objects' }),
      ArrayMaxSize(MAX_LINKED, { message: `must be a list of at most ${MAX_LINKED} objects` }),
      IsObject({ each: true, message: 'must hold objects' }),
      ValidateNested({ each: true, message: 'must hold objects' }),
      Type(() => Identifier),
    );
  } else {
    decorate(Linkage, 'data', ...nested(Identifier, true));
  }
  for (const member of ['meta', 'links']) decorate(Linkage, member, Ignored());
  Object.defineProperty(Linkage, 'name', { value: `${pascal(type)}${options.many ? 'Many' : 'One'}` });
  return Linkage;
}

function pascal(type: string): string {
  return type.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

function decorate(target: Class<object>, member: string, ...decorators: PropertyDecorator[]): void {
  applyDecorators(...decorators)(target.prototype as object, member);
}

function nested(type: Class<object>, required: boolean): PropertyDecorator[] {
  return [
    required ? ApiProperty({ type }) : ApiPropertyOptional({ type }),
    ...(required ? [] : [ValidateIf((_, value) => value !== undefined)]),
    IsObject({ message: 'must be an object' }),
    ValidateNested({ message: 'must be an object' }),
    Type(() => type),
  ];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function identity(required: boolean, uuid = true): PropertyDecorator[] {
  const rule = required && uuid ? 'must be a UUID' : 'must be a text';
  return [
    required ? ApiProperty({ type: String }) : ApiPropertyOptional({ type: String }),
    ...(required ? [] : [ValidateIf((_, value) => value !== undefined)]),
    IsString({ message: rule }),
    ...(required && uuid ? [Matches(UUID, { message: rule })] : []),
  ];
}

function typeIs(type: string) {
  return {
    name: 'typeIs',
    validator: {
      validate: (value: unknown) => value === type,
      defaultMessage: (args?: { value?: unknown }) =>
        typeof args?.value === 'string'
          ? `got type "${args.value.slice(0, 100)}" expected one of "${type}"`
          : `must be "${type}"`,
    },
  };
}
