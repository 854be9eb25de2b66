import { Injectable } from '@nestjs/common';
import { isUuid, NotFoundError, type CaseId, type OrgId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Page } from './page.js';
import { changedColumns, PAGE_COLUMNS, pageFromRow, type PageRow } from './page.row.js';

/** How a page is named in a path: its id, its number, or its key. */
export type PageReference = string;

/** A page whose row the transaction holds, and the time right after it was had. */
export interface LockedPage {
  readonly page: Page;
  readonly at: Temporal.Instant;
}

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

  /**
   * Locks many pages in the order of their ids, so that nobody who does the same can deadlock with it. Answers them by
   * `nameOf` their references; unknown ones are left out. By cases_pk and cases_key_once.
   */
  async lockMany(tx: Tx, orgId: OrgId, references: readonly PageReference[]): Promise<Map<string, LockedPage>> {
    const names = references.flatMap((reference) => nameOf(reference) ?? []);
    const rows = await tx.query<PageRow & { readonly at: Temporal.Instant }>(
      `with locked as materialized (
         select ${PAGE_COLUMNS} from cases c
          where c.org_id = $1 and (c.id = any($2::uuid[]) or c.key = any($3::text[]))
          order by c.id
            for no key update of c
       )
       select l.*, clock_timestamp() as at from locked l`,
      [orgId, names.filter(isUuid), names.filter((name) => !isUuid(name))],
    );
    return new Map(
      rows.flatMap((row) => {
        const locked = { page: pageFromRow(row), at: row.at };
        return [[row.id, locked] as const, [row.key, locked] as const];
      }),
    );
  }

  /** By cases_pk or cases_key_once. */
  async get(tx: Pick<Tx, 'query'>, orgId: OrgId, reference: PageReference): Promise<Page> {
    const { column, value } = lookUp(reference);
    const rows = await tx.query<PageRow>(
      `select ${PAGE_COLUMNS} from cases c where c.org_id = $1 and c.${column} = $2`,
      [orgId, value],
    );
    return found(rows[0]);
  }

  /** Ids by `nameOf` their references; unknown ones are left out. By cases_pk and cases_key_once. */
  async findIds(tx: Tx, orgId: OrgId, references: readonly PageReference[]): Promise<Map<string, CaseId>> {
    const names = references.flatMap((reference) => nameOf(reference) ?? []);
    const rows = await tx.query<{ id: CaseId; key: string }>(
      `select c.id, c.key from cases c where c.org_id = $1 and (c.id = any($2::uuid[]) or c.key = any($3::text[]))`,
      [orgId, names.filter(isUuid), names.filter((name) => !isUuid(name))],
    );
    return new Map(rows.flatMap(({ id, key }) => [[id, id] as const, [key, id] as const]));
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

  /** Writes the priority, which no other use case changes. The row must be locked. */
  async updatePriority(tx: Tx, page: Page, modifiedBy: UserId): Promise<Page> {
    await tx.query(
      `update cases c set priority = $3, modified_at = $4, modified_by = $5, version = c.version + 1
        where c.org_id = $1 and c.id = $2`,
      [page.orgId, page.id, page.priority, page.modifiedAt?.toString(), modifiedBy],
    );
    return { ...page, version: page.version + 1 };
  }

  /**
   * Other pages with the same deduplication key, of any target, the newest first; those of a shadow are shadows. By
   * cases_by_deduplication_key.
   */
  async listRelated(tx: Tx, page: Page, range: { limit: number; offset: number }): Promise<readonly Page[]> {
    const { eventDeduplicationKey, isShadow } = page.onCall;
    if (eventDeduplicationKey === undefined) return [];
    const rows = await tx.query<PageRow>(
      `select ${PAGE_COLUMNS} from cases c
        where c.org_id = $1 and c.event_deduplication_key = $2 and c.is_shadow = $3 and c.id <> $4
        order by c.created_at desc, c.id desc
        limit $5 offset $6`,
      [page.orgId, eventDeduplicationKey, isShadow, page.id, range.limit, range.offset],
    );
    return rows.map(pageFromRow);
  }

  /** Writes what a use case changed and answers the page with its new version. The row must be locked. */
  async update(tx: Tx, page: Page, modifiedBy: UserId | undefined): Promise<Page> {
    await this.updateAll(tx, [{ page, modifiedBy }]);
    return { ...page, version: page.version + 1 };
  }

  /** One statement for many locked pages, possibly of several organizations; each gets its next version. */
  async updateAll(
    tx: Tx,
    changes: readonly { readonly page: Page; readonly modifiedBy: UserId | undefined }[],
  ): Promise<void> {
    await tx.query(
      `update cases c
          set status = p.status, assignee_id = p.assignee_id, responder_ids = p.responder_ids,
              additional_properties = jsonb_set(c.additional_properties, '{on_call}', p.on_call),
              modified_at = p.modified_at, modified_by = coalesce(p.modified_by, c.modified_by),
              closed_at = p.closed_at, version = c.version + 1
         from jsonb_to_recordset($1::jsonb) as p(id uuid, org_id uuid, status text, assignee_id uuid,
                responder_ids uuid[], on_call jsonb, modified_at timestamptz, modified_by uuid, closed_at timestamptz)
        where c.org_id = p.org_id and c.id = p.id`,
      [JSON.stringify(changes.map(({ page, modifiedBy }) => changedColumns(page, modifiedBy)))],
    );
  }
}

/** Largest number of the pages' sequence that JavaScript counts exactly. */
const NUMBER = /^\d{1,15}$/;
const KEY = /^PAGE-\d{1,15}$/i;

/** The id in lower case, or the key; undefined for what names no page. */
export function nameOf(reference: PageReference): string | undefined {
  if (isUuid(reference)) return reference.toLowerCase();
  if (NUMBER.test(reference)) return `PAGE-${Number(reference)}`;
  return KEY.test(reference) ? reference.toUpperCase() : undefined;
}

function lookUp(reference: PageReference): { column: 'id' | 'key'; value: string } {
  const value = nameOf(reference);
  if (value === undefined) throw new NotFoundError('page');
  return { column: isUuid(value) ? 'id' : 'key', value };
}

function found(row: PageRow | undefined): Page {
  if (row === undefined) throw new NotFoundError('page');
  return pageFromRow(row);
}
