import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';

const LONGEST = 64;
const RULE = 'must be a time zone of the IANA database, such as Europe/Berlin';

/** The name of an IANA time zone in any case, kept as the database writes it. An offset such as `+02:00` is none. */
export function TimeZoneField(
  options: { optional?: boolean; nullable?: boolean; mayBeEmpty?: boolean; description?: string } = {},
): PropertyDecorator {
  const { optional = false, nullable = false, mayBeEmpty = false, ...documented } = options;
  const schema = {
    ...{ type: 'string', maxLength: LONGEST, example: 'Europe/Berlin' },
    ...(mayBeEmpty ? {} : { minLength: 1 }),
    ...documented,
    ...(nullable ? { nullable } : {}),
  };
  return applyDecorators(
    optional ? ApiPropertyOptional(schema as ApiPropertyOptions) : ApiProperty(schema as ApiPropertyOptions),
    Transform(({ value }: { value: unknown }) => timeZoneNamed(value) ?? value),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...(nullable ? [ValidateIf((_, value) => value !== null)] : []),
    ...(mayBeEmpty ? [ValidateIf((_, value) => value !== '')] : []),
    ValidateBy({
      name: 'timeZone',
      validator: { validate: (value: unknown) => timeZoneNamed(value) !== undefined, defaultMessage: () => RULE },
    }),
  );
}

/** The zone's name as the IANA database writes it, or undefined when it has none such. */
function timeZoneNamed(name: unknown): string | undefined {
  if (typeof name !== 'string' || name.length > LONGEST || !/^[A-Za-z][\w/+-]*$/.test(name)) return undefined;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch {
    return undefined;
  }
}
