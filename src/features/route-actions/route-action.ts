import type { Envelope } from '../../capabilities/events/index.js';
import type { CaseId, OrgId } from '../../kernel/index.js';
import type { RouteAction } from '../routing/index.js';

/** An action that a page's rule asked for when it was created. */
export interface WantedAction {
  readonly orgId: OrgId;
  readonly caseId: CaseId;
  readonly ruleId: string;
  readonly position: number;
  readonly action: RouteAction;
}

/** The part of the event of a new page that says how it was routed. */
interface RoutedPage {
  readonly routed_by?: { readonly rule_id: string; readonly actions?: readonly RouteAction[] };
}

/** What the event asks for: only that of a page that was created, and only when its rule had actions. */
export function wantedActions({ type, org_id, case_id, data }: Envelope): WantedAction[] {
  if (type !== 'page.triggered') return [];
  const { routed_by: routed } = data as RoutedPage;
  return (routed?.actions ?? []).map((action, position) => ({
    orgId: org_id,
    caseId: case_id,
    ruleId: routed?.rule_id ?? '',
    position,
    action,
  }));
}
