import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, LauncherError } from './failure.ts';
import { startOf } from './processes.ts';

export interface Lock {
  /** The last holder ended without giving the lock back: it was killed, or the machine went down. */
  readonly wasAbandoned: boolean;
  release(): void;
}

/** The lock is held by the running process `pid`. */
export class LockHeldError extends LauncherError {
  readonly pid: number;
  constructor(file: string, pid: number) {
    super(`Process ${pid} holds ${file}.`);
    this.name = 'LockHeldError';
    this.pid = pid;
  }
}

/**
 * Takes the lock `file` for this process until `release` or the end of the process, however it ends: the lock of a
 * process that is gone counts for nothing. Throws `LockHeldError` when another process holds it. Node has no flock,
 * so the file names its holder by id and start time, and appears whole by a hard link.
 */
export function takeLock(file: string): Lock {
  const mine = `${process.pid}\n${startOf(process.pid) ?? ''}\n`;
  const draft = `${file}.${process.pid}.${randomUUID().slice(0, 8)}`;
  let wasAbandoned = false;
  try {
    writeFileSync(draft, mine, { mode: 0o644, flag: 'wx' });
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        linkSync(draft, file);
        return {
          wasAbandoned,
          release: () => {
            releaseLock(file, mine);
          },
        };
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const found = read(file);
      if (found === undefined) continue;
      const holder = holderOf(found);
      if (holder !== undefined) throw new LockHeldError(file, holder);
      takeAway(file, found);
      wasAbandoned = true;
    }
    throw new LauncherError(`The lock ${file} is taken and given back all the time. Try again.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The running process that holds the lock `file`, or undefined. */
export function lockHolder(file: string): number | undefined {
  const text = read(file);
  return text === undefined ? undefined : holderOf(text);
}

function holderOf(text: string): number | undefined {
  const [id, start] = text.split('\n');
  const pid = Number(id);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return startOf(pid) === start ? pid : undefined;
}

/** Removes a lock nobody holds, but puts it back when someone else has just replaced it. */
function takeAway(file: string, stale: string): void {
  const aside = `${file}.stale.${randomUUID().slice(0, 8)}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (read(aside) !== stale) linkSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseLock(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
