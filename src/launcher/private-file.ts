import { closeSync, fchownSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, LauncherError } from './failure.ts';

/** Writes JSON that only this user may read; a reader sees the old file or the new one, never a half. */
export function writePrivateJson(file: string, value: unknown): void {
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(value, null, 2)}\n`);
    // Root in somebody's directory leaves nothing that its owner could not read the next time.
    if (process.getuid?.() === 0) {
      const owner = statSync(dirname(file));
      fchownSync(handle, owner.uid, owner.gid);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}

/** The JSON of a file, or undefined when there is none. Throws a sentence when it is not JSON. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LauncherError(`${file} is not JSON. Repair it, or start over with --reset.`, { cause: error });
  }
}

/** The text at `path` inside parsed JSON, or undefined. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let node = value;
  for (const key of path) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return typeof node === 'string' && node !== '' ? node : undefined;
}
