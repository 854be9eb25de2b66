import { Injectable } from '@nestjs/common';
import { isUuid, NotFoundError, type CaseId, type OrgId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Page } from './page.js';
import { changedColumns, PAGE_COLUMNS, pageFromRow, type PageRow } from './page.row.js';

/** How a page is named in a path: its id, its number, or its key. */
export type PageReference = string;

@Injectable()
export class PagesRepository {
  /** Locks the page until the end of the transaction, or throws. By cases_pk or cases_key_once. */
  async lock(tx: Tx, orgId: OrgId, reference: PageReference): Promise<Page> {
    const { column, value } = lookUp(reference);
    const rows = await tx.query<PageRow>(
      `select ${PAGE_COLUMNS} from cases c where c.org_id = $1 and c.${column} = $2 for no key update of c`,
      [orgId, value],
    );
    return found(rows[0]);
  }

  /** By cases_pk or cases_key_once. */
  async get(tx: Tx, orgId: OrgId, reference: PageReference): Promise<Page> {
    const { column, value } = lookUp(reference);
    const rows = await tx.query<PageRow>(
      `select ${PAGE_COLUMNS} from cases c where c.org_id = $1 and c.${column} = $2`,
      [orgId, value],
    );
    return found(rows[0]);
  }

  /** In the order of `ids`; unknown ones are left out. */
  async listByIds(tx: Tx, orgId: OrgId, ids: readonly CaseId[]): Promise<readonly Page[]> {
    const rows = await tx.query<PageRow>(
      `select ${PAGE_COLUMNS} from cases c where c.org_id = $1 and c.id = any($2::uuid[])`,
      [orgId, ids],
    );
    const pages = new Map(rows.map((row) => [row.id, pageFromRow(row)]));
    return ids.flatMap((id) => pages.get(id) ?? []);
  }

  /** Writes what a use case changed and answers the page with its new version. The row must be locked. */
  async update(tx: Tx, page: Page, modifiedBy: UserId | undefined): Promise<Page> {
    const [updated] = await this.updateAll(tx, [page], modifiedBy);
    return updated ?? page;
  }

  /** One statement for many locked pages, possibly of several organizations. */
  async updateAll(tx: Tx, pages: readonly Page[], modifiedBy: UserId | undefined): Promise<readonly Page[]> {
    await tx.query(
      `update cases c
          set status = p.status, assignee_id = p.assignee_id, responder_ids = p.responder_ids,
              additional_properties = jsonb_set(c.additional_properties, '{on_call}', p.on_call),
              modified_at = p.modified_at, modified_by = coalesce(p.modified_by, c.modified_by),
              closed_at = p.closed_at, version = c.version + 1
         from jsonb_to_recordset($1::jsonb) as p(id uuid, org_id uuid, status text, assignee_id uuid,
                responder_ids uuid[], on_call jsonb, modified_at timestamptz, modified_by uuid, closed_at timestamptz)
        where c.org_id = p.org_id and c.id = p.id`,
      [JSON.stringify(pages.map((page) => changedColumns(page, modifiedBy)))],
    );
    return pages.map((page) => ({ ...page, version: page.version + 1 }));
  }
}

/** Largest number of the pages' sequence that JavaScript counts exactly. */
const NUMBER = /^\d{1,15}$/;
const KEY = /^PAGE-\d{1,15}$/i;

function lookUp(reference: PageReference): { column: 'id' | 'key'; value: string } {
  if (isUuid(reference)) return { column: 'id', value: reference };
  if (NUMBER.test(reference)) return { column: 'key', value: `PAGE-${Number(reference)}` };
  if (KEY.test(reference)) return { column: 'key', value: reference.toUpperCase() };
  throw new NotFoundError('page');
}

function found(row: PageRow | undefined): Page {
  if (row === undefined) throw new NotFoundError('page');
  return pageFromRow(row);
}
