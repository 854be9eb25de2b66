import { Injectable } from '@nestjs/common';
import { invalidParameter, type Actor, type OrgId, type Page as ListPage } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import { UnitOfWork, type Tx } from '../../platform/database/index.js';
import { parseQuery, queryToSql, type Query } from '../../platform/query/index.js';
import type { Case } from './case.js';
import { CASE_FIELDS, CASE_SQL_FIELDS } from './case-fields.js';
import { CASE_COLUMNS, caseFromRow, type CaseRow } from './case.row.js';
import { CasesRepository, type CaseReference } from './cases.repository.js';
import { Timeline, type TimelineEntry } from './timeline.js';
import { statusesOf, withStatuses } from './workflow.js';

export const CASE_SORTS = ['created_at', 'priority', 'status'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

export interface CaseListRequest {
  readonly size: number;
  /** From 1. */
  readonly current: number;
  readonly sort: CaseSort;
  readonly ascending: boolean;
  readonly filter: string;
}

/** Further in, a list costs more than a search that continues by cursor. */
const DEEPEST = 10_000;

/** Reads of cases from PostgreSQL: what was committed is seen at once. */
@Injectable()
export class CasesReader {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly cases: CasesRepository,
    private readonly timelineEntries: Timeline,
  ) {}

  get(actor: Actor, reference: CaseReference): Promise<Case> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.cases.get(tx, actor.orgId, reference));
  }

  /** Throws `InvalidError` for a query that breaks the language's rules and beyond the 10,000th case. */
  list(actor: Actor, request: CaseListRequest): Promise<ListPage<Case>> {
    const query = parseQuery(request.filter, withStatuses(CASE_FIELDS, this.config.workflow), {
      in: 'query',
      field: 'filter',
    });
    const offset = (request.current - 1) * request.size;
    if (offset + request.size > DEEPEST) {
      throw invalidParameter('page[number]', `must not reach beyond item ${DEEPEST}; narrow the filter`);
    }
    return this.unitOfWork.readCostly(actor.orgId, (tx, now) =>
      this.select(tx, actor.orgId, query, request, offset, now),
    );
  }

  /** The case and its story. */
  timeline(
    actor: Actor,
    reference: CaseReference,
    range: { ascending: boolean; limit: number; offset: number },
  ): Promise<{ case: Case; entries: readonly TimelineEntry[] }> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const found = await this.cases.get(tx, actor.orgId, reference);
      return { case: found, entries: await this.timelineEntries.list(tx, actor.orgId, found.id, range) };
    });
  }

  /** By cases_by_status or cases_by_creation when sorted by creation. Statuses are sorted as the workflow runs, not by their letters. */
  private async select(
    tx: Tx,
    orgId: OrgId,
    query: Query,
    request: CaseListRequest,
    offset: number,
    now: Temporal.Instant,
  ): Promise<ListPage<Case>> {
    const parameters: unknown[] = [orgId];
    const condition = queryToSql(query, CASE_SQL_FIELDS, parameters, now);
    const where = `c.org_id = $1 and ${condition}`;
    const count = `select count(*) from (select 1 from cases c where ${where} limit ${DEEPEST}) counted`;
    const ofFilter = [...parameters];
    const place = (value: unknown) => `$${parameters.push(value)}`;
    const direction = request.ascending ? 'asc' : 'desc';
    const sorted =
      request.sort === 'status'
        ? `array_position(${place(statusesOf(this.config.workflow))}::text[], c.status)`
        : `c.${request.sort}`;
    const rows = await tx.query<CaseRow & { readonly total: number }>(
      `select ${CASE_COLUMNS}, (${count}) as total from cases c where ${where} order by ${sorted} ${direction},
              c.id ${direction}
        limit ${place(request.size)} offset ${place(offset)}`,
      parameters,
    );
    const [first] = rows;
    if (first !== undefined || offset === 0) return { items: rows.map(caseFromRow), total: first?.total ?? 0 };
    const [counted] = await tx.query<{ count: number }>(count, ofFilter);
    return { items: [], total: counted?.count ?? 0 };
  }
}
