import { Injectable } from '@nestjs/common';
import { invalidField, type Actor, type CaseId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { parseQuery, type FieldCatalog, type Query, type QuerySource } from '../../platform/query/index.js';
import { statusesOf, withStatuses } from '../cases/index.js';
import { mentions } from '../pages/index.js';
import { NamedReferences } from './named-references.js';
import { SearchIndex, type FacetName, type Facets, type FacetValue } from './search-index.js';
import { cursorToken, readCursorToken, sortOf } from './search-sort.js';

export interface SearchCriteria {
  readonly query: string;
  /** One of SORTS. */
  readonly sort: string;
  readonly size: number;
  /** Opaque, of an earlier answer with the same order. */
  readonly after?: string;
}

export interface SearchAnswer {
  readonly ids: readonly CaseId[];
  readonly after?: string;
  readonly degraded: boolean;
}

export interface FacetCriteria {
  readonly filter: string;
  readonly facets: readonly FacetName[];
  /** Most values of each facet. */
  readonly limit: number;
}

const NO_SHADOWS: Query = { type: 'boolean', field: 'shadow', value: false };

/** Asks the search index what a person asked for. `fields` is what the query may name. */
@Injectable()
export class Searcher {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly references: NamedReferences,
    private readonly index: SearchIndex,
  ) {}

  /** Throws `InvalidError` for a mistake in the query, which it points at, and for a cursor of another order. */
  async search(actor: Actor, fields: FieldCatalog, criteria: SearchCriteria): Promise<SearchAnswer> {
    const sort = sortOf(criteria.sort);
    const cursor = criteria.after === undefined ? undefined : readCursorToken(sort, criteria.after);
    if (typeof cursor === 'string') throw invalidField('/data/attributes/page/after', cursor);
    const source = { in: 'body', field: '/data/attributes/query' } as const;
    const selection = await this.selection(actor, fields, criteria.query, source);
    const { ids, next, degraded } = await this.index.search({
      ...selection,
      sort,
      size: criteria.size,
      ...(cursor === undefined ? {} : { after: cursor }),
    });
    return { ids, degraded, ...(next === undefined ? {} : { after: cursorToken(sort, next) }) };
  }

  /**
   * Counts of what the filter selects, its own facet included: `status:triggered` leaves one status with a count.
   * Every status of the workflow is there, whatever the limit.
   */
  async facets(actor: Actor, fields: FieldCatalog, criteria: FacetCriteria): Promise<Facets> {
    const selection = await this.selection(actor, fields, criteria.filter, { in: 'query', field: 'filter' });
    const statuses = statusesOf(this.config.workflow);
    const limitOf = (name: FacetName) => (name === 'status' ? statuses.length : criteria.limit);
    const limits = new Map(criteria.facets.map((name) => [name, limitOf(name)]));
    const { values, degraded } = await this.index.facets({ ...selection, limits });
    const counted = values.get('status');
    if (counted === undefined) return { values, degraded };
    return { values: new Map([...values, ['status', withZeros(statuses, counted)]]), degraded };
  }

  /** Shadows only when the query speaks of them. */
  private async selection(actor: Actor, fields: FieldCatalog, text: string, source: QuerySource) {
    const { orgId } = actor;
    const asked = parseQuery(text, withStatuses(fields, this.config.workflow), source);
    return this.unitOfWork.read(orgId, async (tx, now) => {
      const resolved = await this.references.resolve(tx, orgId, asked, now);
      const query: Query = mentions(asked, 'shadow') ? resolved : { type: 'and', of: [resolved, NO_SHADOWS] };
      return { orgId, query, now };
    });
  }
}

/** In the order of the workflow. */
function withZeros(statuses: readonly string[], counted: readonly FacetValue[]): FacetValue[] {
  const counts = new Map(counted.map(({ value, count }) => [value, count]));
  return statuses.map((value) => ({ value, count: counts.get(value) ?? 0 }));
}
