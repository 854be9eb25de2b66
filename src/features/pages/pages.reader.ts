import { Injectable } from '@nestjs/common';
import { invalidParameter, type Actor, type OrgId, type Page as ListPage } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { parseQuery, queryToSql, type Query } from '../../platform/query/index.js';
import { Timeline, withStatuses, type TimelineEntry } from '../cases/index.js';
import type { Page } from './page.js';
import { PAGE_COLUMNS, pageFromRow, type PageRow } from './page.row.js';
import { PAGE_FIELDS, PAGE_SQL_FIELDS } from './page-fields.js';
import type { SortField } from './pages.dto.js';
import { PagesRepository, type PageReference } from './pages.repository.js';
import { mentions } from './query-mentions.js';

export interface PageListRequest {
  readonly size: number;
  /** From 1. */
  readonly current: number;
  readonly sort: SortField;
  readonly ascending: boolean;
  readonly filter: string;
}

/** Further in, a list costs more than a search that continues by cursor. */
const DEEPEST = 10_000;
/** Counting all of a large organization would cost more than the answer is worth. */
const COUNTED = 1_000;

/** Reads of pages from PostgreSQL: what was committed is seen at once. */
@Injectable()
export class PagesReader {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly pages: PagesRepository,
    private readonly timelineEntries: Timeline,
  ) {}

  get(actor: Actor, reference: PageReference): Promise<Page> {
    const { orgId } = actor;
    return this.pages.get({ query: (sql, values) => this.unitOfWork.select(orgId, sql, values) }, orgId, reference);
  }

  /** Throws `InvalidError` for a query that breaks the language's rules and beyond the 10,000th page. */
  list(actor: Actor, request: PageListRequest): Promise<ListPage<Page>> {
    const query = parseQuery(request.filter, withStatuses(PAGE_FIELDS, this.config.workflow), {
      in: 'query',
      field: 'filter',
    });
    const offset = (request.current - 1) * request.size;
    if (offset + request.size > DEEPEST) {
      throw invalidParameter('page[current]', `must not reach beyond item ${DEEPEST}; narrow the filter or use search`);
    }
    return this.unitOfWork.readCostly(actor.orgId, (tx, now) =>
      this.select(tx, actor.orgId, query, request, offset, now),
    );
  }

  /** Other pages with the deduplication key of this one, open and closed, the newest first. */
  related(actor: Actor, reference: PageReference, range: { limit: number; offset: number }): Promise<readonly Page[]> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const page = await this.pages.get(tx, actor.orgId, reference);
      return this.pages.listRelated(tx, page, range);
    });
  }

  /** The page and its story. */
  timeline(
    actor: Actor,
    reference: PageReference,
    range: { ascending: boolean; limit: number; offset: number },
  ): Promise<{ page: Page; entries: readonly TimelineEntry[] }> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const page = await this.pages.get(tx, actor.orgId, reference);
      return { page, entries: await this.timelineEntries.list(tx, actor.orgId, page.id, range) };
    });
  }

  /**
   * By cases_by_status or cases_by_creation when sorted by creation. The count comes with the rows; only beyond the last
   * one it has to be asked for. Shadows only when the query speaks of them.
   */
  private async select(
    tx: Tx,
    orgId: OrgId,
    query: Query,
    request: PageListRequest,
    offset: number,
    now: Temporal.Instant,
  ): Promise<ListPage<Page>> {
    const parameters: unknown[] = [orgId];
    const condition = queryToSql(query, PAGE_SQL_FIELDS, parameters, now);
    const shadows = mentions(query, 'shadow') ? '' : 'and not c.is_shadow';
    const where = `c.org_id = $1 ${shadows} and ${condition}`;
    const count = `select count(*) from (select 1 from cases c where ${where} limit ${COUNTED}) counted`;
    const direction = request.ascending ? 'asc' : 'desc';
    // `nulls last` on a column without nulls would keep the index from serving the order.
    const nulls = request.sort === 'modified_at' ? 'nulls last' : '';
    const order = `c.${request.sort} ${direction} ${nulls}, c.id ${direction}`;
    const rows = await tx.query<PageRow & { readonly total: number }>(
      `select ${PAGE_COLUMNS}, (${count}) as total from cases c where ${where} order by ${order}
        limit $${parameters.length + 1} offset $${parameters.length + 2}`,
      [...parameters, request.size, offset],
    );
    const [first] = rows;
    if (first !== undefined || offset === 0) return { items: rows.map(pageFromRow), total: first?.total ?? 0 };
    const [counted] = await tx.query<{ count: number }>(count, parameters);
    return { items: [], total: counted?.count ?? 0 };
  }
}
