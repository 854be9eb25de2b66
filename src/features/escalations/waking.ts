import type { Workflow } from '../../platform/config/index.js';
import { roleOf } from '../cases/index.js';
import { retriggered } from '../pages/index.js';
import { restarted, type Happening } from './escalation.js';
import type { EscalatingPage } from './escalations.repository.js';

/** What to do with a page whose timer is due. */
export type Waking =
  | { readonly kind: 'follow' }
  | { readonly kind: 'wait'; readonly until?: Temporal.Instant }
  | { readonly kind: 'go on'; readonly due: EscalatingPage; readonly told: readonly Happening[] };

/**
 * A merged page follows another one. An acknowledged page waits for its time-out, or for the end of its snooze, and is
 * triggered again then. A closed page waits for nothing.
 */
export function wakingOf(each: EscalatingPage, now: Temporal.Instant, workflow: Workflow): Waking {
  const { page, escalation } = each;
  const role = roleOf(workflow, page.status);
  if (role === 'final') return { kind: 'wait' };
  if (escalation.hold?.reason === 'merged') return { kind: 'follow' };
  if (role === 'start') return { kind: 'go on', due: each, told: [] };
  const until = endOfSilence(each);
  if (until === undefined) return { kind: 'wait' };
  if (Temporal.Instant.compare(until, now) > 0) return { kind: 'wait', until };
  const again = retriggered(page, now, workflow);
  const minutes = escalation.ackTimeoutMinutes;
  if (escalation.hold !== undefined || minutes === undefined) {
    return { kind: 'go on', due: { page: again, escalation }, told: [] };
  }
  const told: Happening[] = [{ kind: 'retriggered', minutes }];
  return { kind: 'go on', due: { page: again, escalation: restarted(escalation) }, told };
}

/** Until when an acknowledged page is left alone; undefined: for good. */
function endOfSilence({ page, escalation }: EscalatingPage): Temporal.Instant | undefined {
  if (escalation.hold !== undefined) return escalation.hold.until;
  const { ackTimeoutMinutes: minutes } = escalation;
  return minutes === undefined ? undefined : page.onCall.acknowledgedAt?.add({ minutes });
}
