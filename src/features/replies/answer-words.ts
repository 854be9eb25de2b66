import type { ReplyAction } from '../notifications/index.js';
import type { Answered } from './answered-pages.service.js';

/** Said to a person whom nothing may be told: which of the reasons it was is nobody's business. */
export const NOT_KNOWN = 'This code is not known, or not valid any more.';
export const NOT_ALLOWED = 'You may not respond to pages any more.';

/** One sentence about what an answer did. */
export function answerWords(answered: readonly Answered[], action: ReplyAction): string {
  const done = answered.flatMap((each) => (each.outcome === 'done' ? [each.page] : []));
  const rest = answered.length - done.length;
  const verb = action === 'acknowledge' ? 'acknowledged' : 'resolved';
  const [only] = done;
  if (only === undefined) {
    return answered.length === 1 ? 'This page was resolved before.' : 'These pages were resolved before.';
  }
  const told = done.length === 1 ? `${only.key} is ${verb}.` : `${done.length} pages are ${verb}.`;
  if (rest === 0) return told;
  return `${told} ${rest === 1 ? 'One other was' : `${rest} others were`} resolved before.`;
}
