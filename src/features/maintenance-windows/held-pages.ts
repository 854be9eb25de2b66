import type { OrgId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

/**
 * Pages whose escalation waits for the end of a maintenance window. The feature `escalations` fills this on a tenant that
 * has pages; called in the transaction of the change, while the window's row is locked.
 */
export abstract class HeldPages {
  /**
   * The window is another one now.
   * @param endsAt when those that it holds may go on; undefined: at once, because the window is deleted or not in force
   */
  abstract windowChanged(tx: Tx, orgId: OrgId, windowId: string, endsAt: Temporal.Instant | undefined): Promise<void>;
}
