import type { UserId } from '../../kernel/index.js';
import type { Candidate } from '../escalation-policies/index.js';

/** Who had the last turn of a step, and their place among its candidates at that time. */
export interface Turn {
  readonly userId: UserId;
  readonly index: number;
}

/**
 * Whose turn is next: the first after the last one who can be notified, around. When the last one is gone from the
 * candidates, those behind moved up, so whoever stands in that place now is next. Undefined when nobody can be.
 */
export function nextInTurn(
  candidates: readonly Candidate[],
  last: Turn | undefined,
): { readonly candidate: Candidate; readonly turn: Turn } | undefined {
  const start = startAfter(candidates, last);
  for (let ahead = 0; ahead < candidates.length; ahead += 1) {
    const index = (start + ahead) % candidates.length;
    const candidate = candidates[index];
    if (candidate === undefined || candidate.obstacle !== undefined) continue;
    return { candidate, turn: { userId: candidate.userId, index } };
  }
  return undefined;
}

function startAfter(candidates: readonly Candidate[], last: Turn | undefined): number {
  if (last === undefined) return 0;
  const index = candidates.findIndex((candidate) => candidate.userId === last.userId);
  return index < 0 ? last.index : index + 1;
}
