import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, ValidateIf } from 'class-validator';

/** An optional query parameter that is one comma list of the given words: `fields[team]=id,name`. */
export function WordsParameter(words: readonly string[], options: { description?: string } = {}): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ ...options, type: String, isArray: true, enum: [...words], explode: false } as object),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value,
    ),
    ValidateIf((_, value) => value !== undefined),
    IsIn(words, { each: true, message: `must be a comma list of ${words.join(', ')}` }),
  );
}
