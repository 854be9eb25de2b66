import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, ValidateIf } from 'class-validator';

/** The query parameter `include`: a comma list of relationship paths, parsed to an array. An empty text asks for none. */
export function IncludeParameter(allowed: readonly string[]): PropertyDecorator {
  const rule = `must be a comma-separated list of ${allowed.join(', ')}`;
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      description: `Related resources to answer under \`included\`, comma-separated: ${allowed.join(', ')}.`,
      example: allowed.join(','),
    }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? listOf(value) : value)),
    ValidateIf((_, value) => value !== undefined),
    IsIn(allowed, { each: true, message: rule }),
  );
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',').map((each) => each.trim());
}
