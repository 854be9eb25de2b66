import type { Outcome } from '../../platform/database/index.js';
import { ConflictError } from '../../kernel/index.js';
import type { CreatedCase, IdempotencyRecord, NewCase } from './new-case.js';

/** A case of the group that stands for itself and for those of the group that mean the same. */
export interface Folded {
  readonly case: NewCase;
  /** How many requests of the group mean this case. */
  readonly occurrences: number;
  readonly idempotency: readonly IdempotencyRecord[];
}

interface Group {
  readonly leaders: readonly Folded[];
  /** Outcomes of the leaders, in their order → outcomes of all cases, in theirs. */
  spread(outcomes: readonly Outcome<CreatedCase>[]): readonly Outcome<CreatedCase>[];
}

/**
 * Folds cases that mean the same thing, because one statement may not touch a row twice: equal deduplication keys
 * become one with a count, equal idempotency keys become one. Sorted by deduplication key, so that the groups of two
 * processes wait for each other's rows in one order.
 */
export function fold(cases: readonly NewCase[]): Group {
  const leaders = new Map<string, NewCase[]>();
  const leaderOf = new Map<NewCase, string>();
  const refused = new Map<NewCase, unknown>();
  const byIdempotency = new Map<string, NewCase>();

  for (const each of cases) {
    const key = idempotencyName(each);
    const earlier = key === undefined ? undefined : byIdempotency.get(key);
    if (earlier !== undefined && !sameBody(earlier, each)) {
      refused.set(each, new ConflictError('The idempotency key was used with another body.', 'idempotency_key_reused'));
      continue;
    }
    if (earlier !== undefined) {
      leaderOf.set(each, leaderOf.get(earlier) ?? '');
      continue;
    }
    if (key !== undefined) byIdempotency.set(key, each);
    const name = deduplicationName(each) ?? each.id;
    leaderOf.set(each, name);
    leaders.set(name, [...(leaders.get(name) ?? []), each]);
  }

  const names = [...leaders.keys()].sort();
  const folded = names.flatMap((name) => {
    const members = leaders.get(name) ?? [];
    const [first] = members;
    if (first === undefined) return [];
    const idempotency = members.flatMap((member) => (member.idempotency === undefined ? [] : [member.idempotency]));
    return [{ case: first, occurrences: members.length, idempotency }];
  });
  const position = new Map(names.map((name, index) => [name, index]));
  return {
    leaders: folded,
    spread: (outcomes) =>
      cases.map((each) => {
        const error = refused.get(each);
        if (error !== undefined) return { ok: false, error };
        const outcome = outcomes[position.get(leaderOf.get(each) ?? '') ?? -1];
        return outcome === undefined
          ? { ok: false, error: new Error('a folded case has no outcome') }
          : own(outcome, each);
      }),
  };
}

/** Of those that were folded into one, only the first created it. */
function own(outcome: Outcome<CreatedCase>, each: NewCase): Outcome<CreatedCase> {
  if (!outcome.ok || outcome.result.id === each.id) return outcome;
  return { ok: true, result: { id: outcome.result.id, created: false } };
}

function deduplicationName(each: NewCase): string | undefined {
  const { deduplicationKey, target } = each;
  if (deduplicationKey === undefined || target === undefined) return undefined;
  return JSON.stringify([each.orgId, target.kind, target.id, each.isShadow, deduplicationKey]);
}

function idempotencyName(each: NewCase): string | undefined {
  return each.idempotency === undefined ? undefined : JSON.stringify([each.orgId, each.idempotency.key]);
}

function sameBody(one: NewCase, other: NewCase): boolean {
  const hash = one.idempotency?.bodyHash;
  return hash !== undefined && other.idempotency !== undefined && hash.equals(other.idempotency.bodyHash);
}
