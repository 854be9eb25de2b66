import { ApiProperty } from '@nestjs/swagger';
import type { PageRequest } from '../../kernel/index.js';

/** Where in a list a page stands, in the form of the public API; pages count from 0. */
export class ListPage {
  @ApiProperty({ enum: ['number_size'] })
  type: 'number_size';
  @ApiProperty({ type: 'integer' })
  number: number;
  @ApiProperty({ type: 'integer' })
  size: number;
  @ApiProperty({ type: 'integer', description: 'What matches, on all pages.' })
  total: number;
  @ApiProperty({ type: 'integer' })
  first_number: number;
  @ApiProperty({ type: 'integer' })
  last_number: number;
  @ApiProperty({ type: 'integer', description: 'That of the last page when this is it.' })
  next_number: number;
  @ApiProperty({ type: 'integer', description: 'That of the first page when this is it.' })
  prev_number: number;
}

export function listPage({ size, number }: PageRequest, total: number): ListPage {
  const last = Math.max(0, Math.ceil(total / size) - 1);
  return {
    ...({ type: 'number_size', number, size, total, first_number: 0, last_number: last } as const),
    next_number: Math.min(last, number + 1),
    prev_number: Math.max(0, number - 1),
  };
}
