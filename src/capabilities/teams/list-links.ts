import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What a list of teams or memberships is asked for. Without `page[…]` it begins at 0 and holds 100. */
export interface PageParameters {
  readonly 'page[size]'?: number;
  readonly 'page[number]'?: number;
}

const DEFAULT_SIZE = 10;
const DEFAULT_LIMIT = 100;

export class ListLinks {
  @ApiProperty()
  self: string;
  @ApiProperty()
  first: string;
  @ApiProperty()
  last: string;
  @ApiProperty({ type: String, nullable: true })
  prev: string | null;
  @ApiPropertyOptional({ description: 'Absent on the last page' })
  next?: string;
}

class ListPagination {
  @ApiProperty({ enum: ['number_size', 'offset_limit'], description: 'By whether page[…] was sent' })
  type: string;
  @ApiProperty({ type: 'integer' })
  total: number;
  @ApiPropertyOptional({ type: 'integer' })
  number?: number;
  @ApiPropertyOptional({ type: 'integer' })
  size?: number;
  @ApiPropertyOptional({ type: 'integer' })
  first_number?: number;
  @ApiPropertyOptional({ type: 'integer' })
  prev_number?: number;
  @ApiPropertyOptional({ type: 'integer' })
  next_number?: number;
  @ApiPropertyOptional({ type: 'integer' })
  last_number?: number;
  @ApiPropertyOptional({ type: 'integer' })
  offset?: number;
  @ApiPropertyOptional({ type: 'integer' })
  limit?: number;
  @ApiPropertyOptional({ type: 'integer' })
  first_offset?: number;
  @ApiPropertyOptional({ type: 'integer' })
  prev_offset?: number;
  @ApiPropertyOptional({ type: 'integer' })
  next_offset?: number;
  @ApiPropertyOptional({ type: 'integer' })
  last_offset?: number;
}
export class ListMeta {
  @ApiProperty({ type: ListPagination })
  pagination: ListPagination;
}

/** Rows to skip and to read. */
export function windowOf(query: PageParameters): { offset: number; size: number } {
  if (!isPaged(query)) return { offset: 0, size: DEFAULT_LIMIT };
  const size = query['page[size]'] ?? DEFAULT_SIZE;
  return { offset: (query['page[number]'] ?? 0) * size, size };
}

/** Position in the list in the two forms of the public API (contract/NOTES.md §9); pages count from 0. */
export function listMeta(query: PageParameters, total: number): ListMeta {
  const { number, size, prev, next, last } = positions(query, total);
  if (isPaged(query)) {
    const neighbours = { first_number: 0, prev_number: prev, next_number: next, last_number: last };
    return { pagination: { type: 'number_size', number, size, total, ...neighbours } };
  }
  const neighbours = { first_offset: 0, prev_offset: prev * size, next_offset: next * size, last_offset: last * size };
  return { pagination: { type: 'offset_limit', offset: 0, limit: size, total, ...neighbours } };
}

/** `url` is the request's, path and query; the links keep its other parameters. */
export function listLinks(url: string, query: PageParameters, total: number): ListLinks {
  const { number, size, last } = positions(query, total);
  const [path = '', search = ''] = url.split('?', 2);
  const to = (page: number) => {
    const parameters = new URLSearchParams(search);
    parameters.set('page[number]', String(page));
    parameters.set('page[size]', String(size));
    return `${path}?${parameters.toString()}`;
  };
  return {
    self: to(number),
    first: to(0),
    last: to(last),
    prev: number > 0 ? to(number - 1) : null,
    ...(number < last ? { next: to(number + 1) } : {}),
  };
}

function isPaged(query: PageParameters): boolean {
  return query['page[size]'] !== undefined || query['page[number]'] !== undefined;
}

function positions(query: PageParameters, total: number) {
  const { size } = windowOf(query);
  const number = query['page[number]'] ?? 0;
  const last = Math.max(0, Math.ceil(total / size) - 1);
  return { number, size, last, prev: Math.max(0, number - 1), next: Math.min(last, number + 1) };
}
