import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { CASE_COLUMNS, caseFromRow, type Case, type CaseRow } from '../cases/index.js';

/** The cases that a search found, as they are now. */
@Injectable()
export class FoundCases {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** In the order of `ids`; unknown ones are left out. By cases_pk. */
  async list(orgId: OrgId, ids: readonly CaseId[]): Promise<readonly Case[]> {
    if (ids.length === 0) return [];
    const rows = await this.unitOfWork.read(orgId, (tx) =>
      tx.query<CaseRow>(`select ${CASE_COLUMNS} from cases c where c.org_id = $1 and c.id = any($2::uuid[])`, [
        orgId,
        ids,
      ]),
    );
    const cases = new Map(rows.map((row) => [row.id, caseFromRow(row)]));
    return ids.flatMap((id) => cases.get(id) ?? []);
  }
}
