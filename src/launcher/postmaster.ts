import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, LauncherError } from './failure.ts';
import { commandOf, isAlive, signal, waitForEnd } from './processes.ts';

/** What a running server writes into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  /** Tells one start from another. */
  readonly start: string;
  readonly isReady: boolean;
}

/** Reads `postmaster.pid` of a cluster; undefined when there is none or it is only half written. */
export function readPostmaster(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  // Line 1 is the process, line 3 the second it was started, line 8 its state ("starting", "ready", "stopping").
  return { pid, start: `${pid} ${lines[2] ?? ''}`, isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Ends a server that outlived its launcher on this cluster. Call only while holding the lock of the cluster.
 * Returns the process id of a `postmaster.pid` that names a stranger or nobody, for `PG_GRANDPARENT_PID`.
 */
export async function endOrphan(data: string): Promise<number | undefined> {
  const found = readPostmaster(data);
  if (found === undefined) return undefined;
  if (!isServerOf(found.pid, data)) return found.pid;
  signal(found.pid, 'SIGINT');
  if (await waitForEnd(found.pid, 20_000)) return undefined;
  signal(found.pid, 'SIGQUIT');
  if (await waitForEnd(found.pid, 10_000)) return undefined;
  throw new LauncherError(
    `A PostgreSQL of an earlier start (process ${found.pid}) still runs on ${data} and does not stop. ` +
      `End it with: kill -QUIT ${found.pid}`,
  );
}

/** A process id in a file proves nothing: it may be a zombie's, or belong to somebody else by now. */
function isServerOf(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  const command = `${commandOf(pid)} `;
  return command.includes('/postgres ') && command.includes(` -D ${data} `);
}
