import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  Max,
  MaxLength,
  Min,
  MinLength,
  Matches,
  IsString,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { brokenTextRule } from './body-parser.js';

/**
 * One decorator a property: the rule that is checked and the schema that is documented are written once.
 * Messages are the second half of a sentence that begins with the field's pointer.
 */
interface Presence {
  /** May be left out (but not null). */
  readonly optional?: boolean;
  /** May be null. */
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

type Schema = Record<string, unknown>;

function property(presence: Presence, schema: Schema, ...rules: PropertyDecorator[]): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = presence;
  const documented = {
    ...schema,
    ...(nullable ? { nullable } : {}),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  } as ApiPropertyOptions;
  return applyDecorators(
    optional ? ApiPropertyOptional(documented) : ApiProperty(documented),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...(nullable ? [ValidateIf((_, value) => value !== null)] : []),
    ...rules,
  );
}

const wellFormed = (): PropertyDecorator =>
  ValidateBy({
    name: 'wellFormed',
    validator: {
      validate: (value: unknown) => typeof value !== 'string' || brokenTextRule(value) === undefined,
      defaultMessage: () => 'must not contain a NUL character or half of a surrogate pair',
    },
  });

/** A text of `min` (default 1) to `max` UTF-16 units; with `min` ≥ 1 it may not be blank. */
export function Text(options: Presence & { min?: number; max: number; pattern?: RegExp; patternRule?: string }) {
  const { min = 1, max, pattern, patternRule = 'has the wrong form' } = options;
  const rule = `must be a text of ${min} to ${max} characters`;
  return property(
    options,
    { type: 'string', ...(min > 0 ? { minLength: min } : {}), maxLength: max },
    IsString({ message: rule }),
    MinLength(min, { message: rule }),
    MaxLength(max, { message: rule }),
    ...(min > 0 ? [Matches(/\S/u, { message: 'must not be blank' })] : []),
    ...(pattern === undefined ? [] : [Matches(pattern, { message: patternRule })]),
    wellFormed(),
  );
}

/** One of the listed words. */
export function OneOf(values: readonly string[], options: Presence = {}) {
  return property(
    options,
    { type: 'string', enum: [...values] },
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
  );
}

/** A whole number from `min` to `max`. */
export function IntegerIn(min: number, max: number, options: Presence = {}) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return property(
    options,
    { type: 'integer', minimum: min, maximum: max },
    IsInt({ message: rule }),
    Min(min, { message: rule }),
    Max(max, { message: rule }),
  );
}

/** As `IntegerIn` for a query parameter, which arrives as text. */
export function IntegerParameter(min: number, max: number, options: Presence = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
    ),
    IntegerIn(min, max, options),
  );
}

/** true or false. */
export function Flag(options: Presence = {}) {
  return property(options, { type: 'boolean' }, IsBoolean({ message: 'must be true or false' }));
}

/** `true` or `false` as a query parameter. */
export function FlagParameter(options: Presence = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    Flag(options),
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID in its 36-character form, any version; answered and kept in lower case. */
export function UuidField(options: Presence = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    property(
      options,
      { type: 'string', format: 'uuid' },
      IsString({ message: 'must be a UUID' }),
      Matches(UUID, { message: 'must be a UUID' }),
    ),
  );
}

/** A list of `min` (default 0) to `max` texts of 1 to `length` characters each. */
export function TextList(options: Presence & { min?: number; max: number; length: number }) {
  const { min = 0 } = options;
  const each = `must hold texts of 1 to ${options.length} characters`;
  const size = `must be a list of ${min === 0 ? 'at most' : `${min} to`} ${options.max} texts`;
  return property(
    options,
    {
      type: 'array',
      ...(min === 0 ? {} : { minItems: min }),
      maxItems: options.max,
      items: { type: 'string', minLength: 1, maxLength: options.length },
    },
    IsArray({ message: size }),
    ArrayMinSize(min, { message: size }),
    ArrayMaxSize(options.max, { message: size }),
    IsString({ each: true, message: each }),
    MinLength(1, { each: true, message: each }),
    MaxLength(options.length, { each: true, message: each }),
  );
}

/** A list of 1 or more of the listed words. */
export function WordList(words: readonly string[], options: Presence = {}) {
  const rule = `must be a list of ${words.join(', ')}`;
  return property(
    options,
    { type: 'array', minItems: 1, maxItems: words.length, items: { type: 'string', enum: [...words] } },
    IsArray({ message: rule }),
    ArrayMinSize(1, { message: rule }),
    ArrayMaxSize(words.length, { message: rule }),
    IsIn(words, { each: true, message: rule }),
  );
}

type Class = new () => object;

/** An object of its own DTO class. */
export function Nested(type: () => Class, options: Presence = {}) {
  return applyDecorators(
    property(
      options,
      { type: () => type() },
      IsObject({ message: 'must be an object' }),
      ValidateNested({ message: 'must be an object' }),
    ),
    Type(type),
  );
}

/** A list of `min` to `max` objects of a DTO class. */
export function NestedList(type: () => Class, options: Presence & { min?: number; max: number }) {
  const { min = 0, max } = options;
  const size = `must be a list of ${min} to ${max} objects`;
  return applyDecorators(
    property(
      options,
      { type: () => type(), isArray: true, minItems: min, maxItems: max },
      IsArray({ message: size }),
      ArrayMinSize(min, { message: size }),
      ArrayMaxSize(max, { message: size }),
      IsObject({ each: true, message: 'must hold objects' }),
      ValidateNested({ each: true, message: 'must hold objects' }),
    ),
    Type(type),
  );
}

/** A member that is accepted and not read: JSON:API allows it everywhere. */
export function Ignored(): PropertyDecorator {
  return applyDecorators(ApiPropertyOptional({ type: 'object', additionalProperties: true }), IsOptional());
}
