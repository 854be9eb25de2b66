import type { PoolClient, QueryConfig } from 'pg';
import { monotonicMs } from '../../kernel/index.js';

/** Statements are the code's own, some hundreds; more means that somebody composes them, and each would stay prepared. */
const MAX_STATEMENTS = 1_000;
/** A plan made for an empty table is wrong for a full one, and a table fills in seconds. */
const REPLAN_MS = 10_000;

const names = new Map<string, string>();
const plannedAt = new WeakMap<PoolClient, number>();

/**
 * The statement under a name, so that the database parses and plans it once a connection and not at every call: more
 * than half of what a short statement costs there (ADR 0009).
 */
export function prepared(text: string, parameters: readonly unknown[]): QueryConfig {
  const values = [...parameters];
  const name = names.get(text) ?? remember(text);
  return name === undefined ? { text, values } : { name, text, values };
}

function remember(text: string): string | undefined {
  if (names.size >= MAX_STATEMENTS) return undefined;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * Whether the plans that the connection keeps are to be discarded now: every ten seconds of its use. The statements
 * stay prepared; each is planned again when it is next used.
 */
export function isPlanOld(client: PoolClient): boolean {
  const now = monotonicMs();
  const last = plannedAt.get(client);
  if (last !== undefined && now - last < REPLAN_MS) return false;
  plannedAt.set(client, now);
  return last !== undefined;
}
