import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { titleOf } from './error-response.js';

type DocumentedStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;

class ErrorSource {
  @ApiPropertyOptional({ description: 'JSON pointer of the member of the body', example: '/data/attributes/title' })
  pointer?: string;
  @ApiPropertyOptional({ description: 'Name of the query or path parameter', example: 'page[size]' })
  parameter?: string;
  @ApiPropertyOptional({ description: 'Name of the header', example: 'content-type' })
  header?: string;
}

class ErrorEntry {
  @ApiProperty({ example: '400' })
  status: string;
  @ApiProperty({ example: 'Bad Request' })
  title: string;
  @ApiPropertyOptional({ description: 'A full sentence for a person' })
  detail?: string;
  @ApiPropertyOptional({ description: 'Stable, for machines', example: 'invalid' })
  code?: string;
  @ApiPropertyOptional({ type: ErrorSource })
  source?: ErrorSource;
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, example: { key: 'severity' } })
  meta?: Record<string, string>;
}

/** The answer to a request that failed: one entry for each broken rule. */
export class ErrorsBody {
  @ApiProperty({ type: ErrorEntry, isArray: true })
  errors: ErrorEntry[];
}

/** The same under the paths that answer errors as plain sentences (users and teams). */
export class PlainErrorsBody {
  @ApiProperty({ type: String, isArray: true, example: ['user not found'] })
  errors: string[];
}

/** Documents the errors of an operation, by status: `@Errors(400, 401, 403, 404, 429)`. */
export function Errors(...statuses: DocumentedStatus[]) {
  return documented(ErrorsBody, statuses);
}

/** As `Errors`, for the operations under `/api/v2/users` and `/api/v2/team`. */
export function PlainErrors(...statuses: DocumentedStatus[]) {
  return documented(PlainErrorsBody, statuses);
}

function documented(body: typeof ErrorsBody | typeof PlainErrorsBody, statuses: readonly DocumentedStatus[]) {
  return applyDecorators(
    ApiExtraModels(body),
    ...statuses.map((status) =>
      ApiResponse({ status, description: titleOf(status), schema: { $ref: getSchemaPath(body) } }),
    ),
  );
}
