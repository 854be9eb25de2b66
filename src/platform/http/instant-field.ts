import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

/** RFC 3339: `T` or a space between, up to nanoseconds, `Z` or an offset (contract/NOTES.md §2). */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

const RULE =
  'must be an RFC 3339 time with an offset that exists, such as 2026-01-31T09:30:00Z, in the years 0001 to 9999';

/** A moment as a text of RFC 3339 with an offset. The DTO keeps the text as sent; `instantOf` reads it. */
export function InstantField(
  options: { optional?: boolean; nullable?: boolean; description?: string; example?: string } = {},
): PropertyDecorator {
  const { optional = false, nullable = false, ...documented } = options;
  const schema = { type: 'string', format: 'date-time', ...documented, ...(nullable ? { nullable } : {}) };
  return applyDecorators(
    optional ? ApiPropertyOptional(schema as ApiPropertyOptions) : ApiProperty(schema as ApiPropertyOptions),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...(nullable ? [ValidateIf((_, value) => value !== null)] : []),
    ValidateBy({
      name: 'instant',
      validator: { validate: (value: unknown) => readInstant(value) !== undefined, defaultMessage: () => RULE },
    }),
  );
}

/** The moment that a text of an `InstantField` names, at µs precision: PostgreSQL would round what is finer. */
export function instantOf(text: string): Temporal.Instant {
  const instant = readInstant(text);
  if (instant === undefined) throw new TypeError('not a checked time');
  return instant;
}

function readInstant(text: unknown): Temporal.Instant | undefined {
  if (typeof text !== 'string' || !RFC_3339.test(text)) return undefined;
  try {
    const { instant, year } = momentOf(text);
    return year >= 1 && year <= 9999 ? instant : undefined;
  } catch {
    return undefined;
  }
}

function momentOf(text: string) {
  const instant = Temporal.Instant.from(text).round({ smallestUnit: 'microsecond', roundingMode: 'floor' });
  return { instant, year: instant.toZonedDateTimeISO('UTC').year };
}
