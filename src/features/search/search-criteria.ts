import type { FacetName } from './search-index.js';
import { DEFAULT_FACET_LIMIT, DEFAULT_SIZE, DEFAULT_SORT, type SearchBody } from './search.dto.js';
import type { FacetCriteria, SearchCriteria } from './searcher.js';

/** The body of a search with its defaults. */
export function criteriaOf(body: SearchBody): SearchCriteria {
  // Attributes may be left out as a whole, which the class of the document does not say.
  const { attributes = {} } = body.data as Partial<SearchBody['data']>;
  const { query = '', sort = DEFAULT_SORT, page: { size = DEFAULT_SIZE, after } = {} } = attributes;
  return { query, sort, size, ...(after === undefined ? {} : { after }) };
}

/** The parameters of a count with their defaults; every facet that there is when none is named. */
export function facetCriteriaOf(
  query: { readonly facets?: FacetName[]; readonly filter?: string; readonly limit?: number },
  all: readonly FacetName[],
): FacetCriteria {
  const { facets = all, filter = '', limit = DEFAULT_FACET_LIMIT } = query;
  return { facets, filter, limit };
}
