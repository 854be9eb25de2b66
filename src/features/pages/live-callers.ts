import type { CaseId, OrgId } from '../../kernel/index.js';

/** What is known of a caller: personal data, kept by the feature that owns the calls. */
export interface LiveCaller {
  /** E.164; absent when the caller hides it. */
  readonly number?: string;
  /** The message that was left, at the provider. */
  readonly recording?: { readonly url?: string; readonly seconds: number };
}

/** Who called. The feature `live-calls`, which stands to the right, fills this port. */
export abstract class LiveCallers {
  /** By page; pages that no call made are left out. */
  abstract find(orgId: OrgId, caseIds: readonly CaseId[]): Promise<ReadonlyMap<CaseId, LiveCaller>>;
}

/** A number for those who may not read it: `+49•••••1234`. Of a short one nothing but its beginning is left. */
export function maskedNumber(e164: string): string {
  const [start, end] = [e164.slice(0, 3), e164.length > 9 ? e164.slice(-4) : ''];
  return `${start}•••••${end}`;
}
