import type { CaseId, Cursor, OrgId } from '../../kernel/index.js';
import type { Query } from '../../platform/query/index.js';
import type { SearchDocument } from './search-document.js';

export const SORT_FIELDS = ['created_at', 'modified_at', 'priority', 'status'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

/**
 * Hits of equal value follow their case ids in the same direction. Texts are ordered by their bytes. A case that was
 * never modified counts as modified when it was created.
 */
export interface SearchSort {
  readonly field: SortField;
  readonly ascending: boolean;
}

/**
 * What a query may be about: the fields of SEARCH_FIELDS. Teams are ids here: `TeamReferences` has replaced handles.
 * `now` is what `now-15m` counts from.
 */
interface SearchSelection {
  readonly orgId: OrgId;
  readonly query: Query;
  readonly now: Temporal.Instant;
}

export interface SearchRequest extends SearchSelection {
  readonly sort: SearchSort;
  /** Hits after this one, in the order of `sort`. `value` is what `SearchHits.next` had. */
  readonly after?: Cursor;
  readonly size: number;
}

export interface SearchHits {
  readonly ids: readonly CaseId[];
  /** Where the next hits begin; absent when there are none at the moment. */
  readonly next?: Cursor;
  /** Whether another index than the configured one answered. */
  readonly degraded: boolean;
}

export const FACETS = [
  'status',
  'priority',
  'urgency',
  'project',
  'team',
  'assignee',
  'responder',
  'policy',
  'service',
  'tag',
] as const;
export type FacetName = (typeof FACETS)[number];

export interface FacetsRequest extends SearchSelection {
  /** Which facets, and the most values of each. */
  readonly limits: ReadonlyMap<FacetName, number>;
}

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export interface Facets {
  /** The values with the most cases, then by their bytes; a case without a value counts nowhere. */
  readonly values: ReadonlyMap<FacetName, readonly FacetValue[]>;
  readonly degraded: boolean;
}

/** Full text, filters, order and counts over the cases of an organization. Fed by events only, so a little behind. */
export abstract class SearchIndex {
  /**
   * Takes documents of any organizations. One that is not newer than what the index holds is dropped, so that events
   * may come twice and out of order. What was taken is found when this resolves.
   */
  abstract upsert(documents: readonly SearchDocument[]): Promise<void>;

  abstract search(request: SearchRequest): Promise<SearchHits>;

  abstract facets(request: FacetsRequest): Promise<Facets>;
}
