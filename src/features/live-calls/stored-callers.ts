import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { LiveCallers, type LiveCaller } from '../pages/index.js';

interface Row {
  readonly case_id: CaseId;
  readonly caller: string | null;
  readonly recording_url: string | null;
  readonly recording_seconds: number | null;
}

/** Fills the port of pages. */
@Injectable()
export class StoredCallers extends LiveCallers {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  /** By live_calls_pk. */
  override async find(orgId: OrgId, caseIds: readonly CaseId[]): Promise<ReadonlyMap<CaseId, LiveCaller>> {
    const rows = await this.unitOfWork.select<Row>(
      orgId,
      `select l.case_id, l.caller, l.recording_url, l.recording_seconds from live_calls l
        where l.org_id = $1 and l.case_id = any($2::uuid[])`,
      [orgId, caseIds],
    );
    return new Map(rows.map((row) => [row.case_id, callerOf(row)]));
  }
}

function callerOf({ caller, recording_url: url, recording_seconds: seconds }: Row): LiveCaller {
  return {
    ...(caller === null ? {} : { number: caller }),
    ...(seconds === null ? {} : { recording: { seconds, ...(url === null ? {} : { url }) } }),
  };
}
