import { Injectable } from '@nestjs/common';
import { isUuid, NotFoundError, type OrgId, type ProjectId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Case } from './case.js';
import { CASE_COLUMNS, caseFromRow, type CaseRow } from './case.row.js';
import { searchTextOf } from './search-text.js';

/** How a case is named in a path: its id or its key. */
export type CaseReference = string;

@Injectable()
export class CasesRepository {
  /** Locks the case until the end of the transaction, or throws. By cases_pk or cases_key_once. */
  async lock(tx: Tx, orgId: OrgId, reference: CaseReference): Promise<Case> {
    const { column, value } = lookUp(reference);
    const rows = await tx.query<CaseRow>(
      `select ${CASE_COLUMNS} from cases c where c.org_id = $1 and c.${column} = $2 for no key update of c`,
      [orgId, value],
    );
    return found(rows[0]);
  }

  /** By cases_pk or cases_key_once. */
  async get(tx: Tx, orgId: OrgId, reference: CaseReference): Promise<Case> {
    const { column, value } = lookUp(reference);
    const rows = await tx.query<CaseRow>(
      `select ${CASE_COLUMNS} from cases c where c.org_id = $1 and c.${column} = $2`,
      [orgId, value],
    );
    return found(rows[0]);
  }

  /** Writes what a use case changed and answers the case with its new version. The row must be locked. */
  async update(tx: Tx, before: Case, after: Case, modifiedBy: UserId): Promise<Case> {
    const isText = before.title !== after.title || before.description !== after.description;
    await tx.query(
      `update cases c
          set status = $3, priority = $4, title = $5, description = $6, search_text = coalesce($7, c.search_text),
              modified_at = $8, modified_by = $9, closed_at = $10, version = c.version + 1
        where c.org_id = $1 and c.id = $2`,
      [
        after.orgId,
        after.id,
        after.status,
        after.priority,
        after.title,
        after.description,
        isText ? searchTextOf(after) : null,
        after.modifiedAt?.toString() ?? null,
        modifiedBy,
        after.closedAt?.toString() ?? null,
      ],
    );
    return { ...after, modifiedBy, version: after.version + 1 };
  }

  /** The key of the project, undefined when the organization has none such; by projects_pk. Projects are never removed. */
  async findProjectKey(tx: Tx, orgId: OrgId, projectId: ProjectId): Promise<string | undefined> {
    const rows = await tx.query<{ key: string }>('select p.key from projects p where p.org_id = $1 and p.id = $2', [
      orgId,
      projectId,
    ]);
    return rows[0]?.key;
  }
}

/** A project's key, a dash, and a number that JavaScript counts exactly. */
const KEY = /^[A-Z0-9]{1,32}-[1-9]\d{0,14}$/;

function lookUp(reference: CaseReference): { column: 'id' | 'key'; value: string } {
  if (isUuid(reference)) return { column: 'id', value: reference };
  const key = reference.toUpperCase();
  if (KEY.test(key)) return { column: 'key', value: key };
  throw new NotFoundError('case');
}

function found(row: CaseRow | undefined): Case {
  if (row === undefined) throw new NotFoundError('case');
  return caseFromRow(row);
}
