import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { invalidField } from '../../kernel/index.js';
import { documentOf, OneOf, Text, TextList, type ErrorObject } from '../../platform/http/index.js';
import type { BulkRequest } from './bulk-pages.js';
import type { BulkResult } from './bulk-result.js';

const ACTIONS = ['acknowledge', 'resolve', 'note'] as const;
export const BULK_MAX = 250;

class BulkPagesAttributes {
  @OneOf(ACTIONS, { description: 'What is done to each page' })
  action: (typeof ACTIONS)[number];

  @TextList({ min: 1, max: BULK_MAX, length: 64, description: 'Pages by id, number or key; each is done once' })
  page_ids: string[];

  @Text({ max: 20_000, optional: true, description: 'Markdown; of a note, and of nothing else' })
  message?: string;
}
export class BulkPagesBody extends documentOf('bulk', BulkPagesAttributes) {}

class BulkError implements ErrorObject {
  @ApiProperty({ example: '404' })
  status: string;
  @ApiProperty()
  title: string;
  @ApiPropertyOptional()
  detail?: string;
  @ApiPropertyOptional()
  code?: string;
}
class BulkPageResult {
  @ApiProperty({ description: 'As the request named the page' })
  page_id: string;
  @ApiProperty({ type: 'integer', description: 'What the verb answers for the page alone: 202, for a note 201' })
  status: number;
  @ApiPropertyOptional({ type: BulkError, isArray: true, description: 'Only of a page that was refused' })
  errors?: BulkError[];
}
class BulkResultAttributes {
  @ApiProperty({ type: BulkPageResult, isArray: true, description: 'In the order of the request' })
  results: BulkPageResult[];
}
class BulkResultResource {
  @ApiProperty({ description: 'Of the request' })
  id: string;
  @ApiProperty({ enum: ['bulk'] })
  type: 'bulk';
  @ApiProperty({ type: BulkResultAttributes })
  attributes: BulkResultAttributes;
}
export class BulkPagesAnswer {
  @ApiProperty({ type: BulkResultResource })
  data: BulkResultResource;
}

/** Throws `InvalidError` for a note without a message, and for a message that nothing would be done with. */
export function bulkRequestOf(body: BulkPagesBody): BulkRequest {
  const { action, page_ids: references, message } = body.data.attributes;
  const pointer = '/data/attributes/message';
  if (action !== 'note') {
    if (message !== undefined) throw invalidField(pointer, `is for the action note, not for ${action}`);
    return { references, verb: { action } };
  }
  if (message === undefined) throw invalidField(pointer, 'must be given for the action note');
  return { references, verb: { action, message } };
}

export function bulkAnswer(id: string, results: readonly BulkResult[]): BulkPagesAnswer {
  return {
    data: {
      id,
      type: 'bulk',
      attributes: {
        results: results.map(({ reference, status, errors }) => ({
          page_id: reference,
          status,
          ...(errors === undefined ? {} : { errors: [...errors] }),
        })),
      },
    },
  };
}
