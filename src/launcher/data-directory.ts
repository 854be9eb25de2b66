import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, LauncherError } from './failure.ts';
import { LockHeldError, takeLock, type Lock } from './lock.ts';
import { endOrphan } from './postmaster.ts';

const MARKER = '.case-management-data';
const LOCK = 'launcher.lock';

export interface DataDirectory {
  readonly path: string;
  readonly postgres: string;
  readonly secrets: string;
  readonly demo: string;
  /** The last run here was killed: parts of it may still be on their way out. */
  readonly wasAbandoned: boolean;
  /** Log file of a tenant's process. */
  logOf(tenant: string): string;
  close(): void;
}

/**
 * Makes or opens the data directory and locks it for this process. Throws a sentence when it is somebody else's
 * directory or another `npm start` uses it.
 */
export function openDataDirectory(dataDir: string): DataDirectory {
  const made = makeDirectory(dataDir);
  const path = realpathSync(dataDir);
  refuseForeign(path);
  claim(path, made);
  const lock = lockDirectory(path);
  mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o755 });
  return {
    path,
    postgres: join(path, 'postgres'),
    secrets: join(path, 'secrets.json'),
    demo: join(path, 'demo.json'),
    wasAbandoned: lock.wasAbandoned,
    logOf: (tenant) => join(path, 'logs', `${tenant}.log`),
    close: () => {
      lock.release();
    },
  };
}

/** Deletes everything in our own, locked directory, except its marker and lock. A server left over is ended first. */
export async function emptyDataDirectory(directory: DataDirectory): Promise<void> {
  if (existsSync(directory.postgres)) await endOrphan(join(realpathSync(directory.postgres), 'data'));
  for (const entry of readdirSync(directory.path)) {
    if (entry === MARKER || entry === LOCK) continue;
    rmSync(join(directory.path, entry), { recursive: true, force: true, maxRetries: 5 });
  }
  mkdirSync(join(directory.path, 'logs'), { recursive: true, mode: 0o755 });
}

/** A directory is ours when it has our marker; an empty one becomes ours. So `--reset` can never empty a home. */
function claim(path: string, isNew: boolean): void {
  const marker = join(path, MARKER);
  if (existsSync(marker)) return;
  if (!isNew && readdirSync(path).length > 0) {
    throw new LauncherError(
      `${path} is not a data directory of case-management, and it is not empty. Nothing in it was touched. ` +
        'Choose a new or empty one with --data-dir DIR.',
    );
  }
  // Whatever the umask: root's PostgreSQL runs as another user and walks through.
  if (isNew) chmodSync(path, 0o755);
  writeFileSync(marker, 'Data of case-management, made by npm start. To start over: npm start -- --reset\n');
}

/**
 * Makes the directory and its parents; answers whether it is new. One by one, because Node's `recursive` runs for ever
 * where the system says that an existing parent is missing (seen in /proc).
 */
function makeDirectory(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
  try {
    if (dirname(path) !== path) makeDirectory(dirname(path));
    mkdirSync(path, { mode: 0o755 });
    return true;
  } catch (error) {
    switch (codeOf(error)) {
      case 'EEXIST':
      case 'ENOTDIR':
        throw new LauncherError(`${path} is not a directory, or a part of it is a file.`, { cause: error });
      case 'ENOENT':
        throw new LauncherError(`The directory ${path} cannot be made there. Choose another --data-dir DIR.`, {
          cause: error,
        });
      default:
        throw error;
    }
  }
}

function refuseForeign(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new LauncherError(
      `You may not write to ${path}; it belongs to the user with id ${statSync(path).uid}. ` +
        'Start as that user, or choose another directory with --data-dir DIR.',
      { cause: error },
    );
  }
}

function lockDirectory(path: string): Lock {
  try {
    return takeLock(join(path, LOCK));
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new LauncherError(
      `Already running: process ${error.pid} uses ${path}. Stop it first, or run a second copy with ` +
        '--data-dir DIR --port N.',
      { cause: error },
    );
  }
}
