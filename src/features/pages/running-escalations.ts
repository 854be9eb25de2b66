import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import type { Page } from './page.js';

/** Where the escalation of a page stands: what a notification is made under. */
export interface EscalationPosition {
  readonly run: number;
  readonly retryCount: number;
  readonly stepIndex: number;
}

@Injectable()
export class RunningEscalations {
  /** By escalations_pk; every page has one from its first moment. */
  async position(tx: Tx, page: Page): Promise<EscalationPosition> {
    const rows = await tx.query<{ run: number; retry_count: number; step_index: number }>(
      'select e.run, e.retry_count, e.step_index from escalations e where e.org_id = $1 and e.case_id = $2',
      [page.orgId, page.id],
    );
    const row = rows[0];
    if (row === undefined) throw new Error(`page ${page.id} has no escalation`);
    return { run: row.run, retryCount: row.retry_count, stepIndex: row.step_index };
  }
}
