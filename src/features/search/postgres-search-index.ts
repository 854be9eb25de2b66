import { Injectable } from '@nestjs/common';
import type { CaseId, Cursor, OrgId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { queryToSql } from '../../platform/query/index.js';
import { DocumentWriter } from './document-writer.js';
import { facetsSql } from './facets.sql.js';
import type { SearchDocument } from './search-document.js';
import { SEARCH_SQL_FIELDS } from './search-fields.js';
import {
  SearchIndex,
  type FacetName,
  type Facets,
  type FacetsRequest,
  type FacetValue,
  type SearchHits,
  type SearchRequest,
  type SortField,
} from './search-index.js';

/** What hits are ordered by, and its type. */
const SORTED_BY: Readonly<Record<SortField, { readonly expression: string; readonly type: string }>> = {
  created_at: { expression: 's.created_at', type: 'timestamptz' },
  modified_at: { expression: 'coalesce(s.modified_at, s.created_at)', type: 'timestamptz' },
  priority: { expression: 's.priority collate "C"', type: 'text' },
  status: { expression: 's.status collate "C"', type: 'text' },
};

interface HitRow {
  readonly id: CaseId;
  readonly value: string | Temporal.Instant;
}

interface FacetRow {
  readonly facet: FacetName;
  readonly value: string;
  readonly count: number;
}

/** Search in the tenant's own database, on `case_search`: the embedded default. */
@Injectable()
export class PostgresSearchIndex extends SearchIndex {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly writer: DocumentWriter,
  ) {
    super();
  }

  override upsert(documents: readonly SearchDocument[]): Promise<void> {
    return this.writer.write(documents);
  }

  /** One more than asked for tells whether there is a next one. */
  override async search(request: SearchRequest): Promise<SearchHits> {
    const { sql, parameters } = searchStatement(request);
    const rows = await this.read<HitRow>(request.orgId, sql, parameters);
    const hits = rows.slice(0, request.size);
    const last = hits.at(-1);
    return {
      ids: hits.map((hit) => hit.id),
      ...(last === undefined || rows.length === hits.length ? {} : { next: cursorOf(last) }),
      degraded: false,
    };
  }

  override async facets(request: FacetsRequest): Promise<Facets> {
    const values = new Map<FacetName, FacetValue[]>([...request.limits.keys()].map((name) => [name, []]));
    if (values.size > 0) {
      const parameters: unknown[] = [request.orgId];
      const condition = queryToSql(request.query, SEARCH_SQL_FIELDS, parameters, request.now);
      const sql = facetsSql(condition, request.limits, parameters);
      for (const { facet, value, count } of await this.read<FacetRow>(request.orgId, sql, parameters)) {
        values.get(facet)?.push({ value, count });
      }
    }
    return { values, degraded: false };
  }

  private read<Row>(orgId: OrgId, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.unitOfWork.readCostly(orgId, (tx) => tx.query<Row>(sql, parameters));
  }
}

/**
 * Hits after the cursor. Newest and oldest first walk case_search_by_creation; a rare word or tag is looked up in
 * case_search_words or case_search_tags and sorted; every other order sorts what the organization has.
 */
export function searchStatement(request: SearchRequest): { readonly sql: string; readonly parameters: unknown[] } {
  const parameters: unknown[] = [request.orgId];
  const condition = queryToSql(request.query, SEARCH_SQL_FIELDS, parameters, request.now);
  const { expression, type } = SORTED_BY[request.sort.field];
  const [direction, beyond] = request.sort.ascending ? ['asc', '>'] : ['desc', '<'];
  const placeholder = (value: unknown) => `$${parameters.push(value)}`;
  const continued =
    request.after === undefined
      ? ''
      : `and (${expression}, s.case_id) ${beyond} (${placeholder(request.after.value)}::${type},
             ${placeholder(request.after.id)}::uuid)`;
  const sql = `select s.case_id as id, ${expression} as value
      from case_search_of_organization s
     where s.org_id = $1::uuid and ${condition} ${continued}
     order by ${expression} ${direction}, s.case_id ${direction}
     limit ${placeholder(request.size + 1)}`;
  return { sql, parameters };
}

function cursorOf(hit: HitRow): Cursor {
  return { value: hit.value.toString(), id: hit.id };
}
