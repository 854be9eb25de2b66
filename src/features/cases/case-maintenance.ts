import type { OrgId } from '../../kernel/index.js';
import type { CaseFacts } from './case-facts.js';

/** Which maintenance window a new case falls into. The feature `maintenance-windows` fills this. */
export abstract class CaseMaintenance {
  /** The windows in force now, to be asked once the facts are known. */
  abstract inForce(orgId: OrgId): Promise<CaseWindows>;
}

export interface CaseWindows {
  matchingCase(facts: CaseFacts): { readonly id: string } | undefined;
}
