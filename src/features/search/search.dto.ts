import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  documentOf,
  IntegerIn,
  IntegerParameter,
  Nested,
  OneOf,
  Text,
  WordsParameter,
} from '../../platform/http/index.js';
import { MAX_TEXT } from './search-document.js';
import type { FacetName } from './search-index.js';
import { SORTS } from './search-sort.js';

export const DEFAULT_SORT = '-created_at';
export const DEFAULT_SIZE = 25;
export const DEFAULT_FACET_LIMIT = 10;

class SearchPage {
  @IntegerIn(1, 100, { optional: true, description: `Hits in an answer; default ${DEFAULT_SIZE}` })
  size?: number;

  @Text({ max: 500, optional: true, description: '`meta.page.after` of an answer with the same order' })
  after?: string;
}

class SearchAttributes {
  @Text({
    min: 0,
    max: 4096,
    optional: true,
    description: `Query language; words are sought in the first ${MAX_TEXT} letters of title and description together`,
    example: 'status:triggered "db down"',
  })
  query?: string;

  @OneOf(SORTS, { optional: true, description: `A minus begins with the greatest; default ${DEFAULT_SORT}` })
  sort?: string;

  @Nested(() => SearchPage, { optional: true })
  page?: SearchPage;
}

/** Body of a search. */
export class SearchBody extends documentOf('search_requests', SearchAttributes, { attributesOptional: true }) {}

class SearchPosition {
  @ApiProperty({ type: 'integer', description: 'Hits in this answer' })
  size: number;
  @ApiPropertyOptional({ description: 'Continues after the last hit; absent when it was the last of all' })
  after?: string;
}
export class SearchMeta {
  @ApiProperty({ type: SearchPosition })
  page: SearchPosition;
  @ApiProperty({ description: 'Whether another index than the configured one answered' })
  degraded: boolean;
}

/** Query parameters of an operation that counts these facets. */
export function facetsQueryOf(facets: readonly FacetName[]) {
  class FacetsQuery {
    @WordsParameter(facets, { description: 'Which facets, default all' })
    facets?: FacetName[];

    @Text({ min: 0, max: 4096, optional: true, description: 'Query language: counts what it selects' })
    filter?: string;

    @IntegerParameter(1, 100, {
      optional: true,
      description: `Most values of a facet, default ${DEFAULT_FACET_LIMIT}; statuses are always all there`,
    })
    limit?: number;
  }
  return FacetsQuery;
}

class FacetValueAnswer {
  @ApiProperty({ description: 'What to filter by' })
  value: string;
  @ApiProperty({ type: 'integer' })
  count: number;
  @ApiPropertyOptional({ description: 'Of a team, or the key of a project' })
  handle?: string;
  @ApiPropertyOptional({ description: 'Of a team or project' })
  name?: string;
}
class FacetAttributes {
  @ApiProperty({ type: FacetValueAnswer, isArray: true, description: 'Most frequent first; statuses as they follow' })
  values: FacetValueAnswer[];
}
export class FacetResource {
  @ApiProperty({ description: 'Name of the field', example: 'status' })
  id: string;
  @ApiProperty({ enum: ['facets'] })
  type: 'facets';
  @ApiProperty({ type: FacetAttributes })
  attributes: FacetAttributes;
}
class FacetsMeta {
  @ApiProperty({ description: 'Whether another index than the configured one answered' })
  degraded: boolean;
}
export class FacetsAnswer {
  @ApiProperty({ type: FacetResource, isArray: true })
  data: FacetResource[];
  @ApiProperty({ type: FacetsMeta })
  meta: FacetsMeta;
}
