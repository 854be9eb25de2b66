import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHolder } from '../../src/launcher/lock.ts';
import { startPostgres, type RunningPostgres } from '../../src/launcher/postgres.ts';

const MEMORY = '/dev/shm';
const NEEDED_BYTES = 1024 ** 3;
const PREFIX = 'case-management-test-';

export interface ThrowAwayPostgres extends RunningPostgres {
  readonly dataDir: string;
}

/** A PostgreSQL for tests: in memory where there is room, without any durability, deleted with `stop`. */
export async function startThrowAwayPostgres(): Promise<ThrowAwayPostgres> {
  for (const parent of [MEMORY, tmpdir()]) removeAbandoned(parent);
  const dataDir = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), PREFIX));
  const postgres = await startPostgres({
    dataDir,
    durable: false,
    settings: { max_connections: '400', max_wal_size: '256MB', log_lock_waits: 'off' },
  });
  return {
    ...postgres,
    dataDir,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function hasRoom(folder: string): boolean {
  try {
    const disk = statfsSync(folder);
    return disk.bavail * disk.bsize > NEEDED_BYTES;
  } catch {
    return false;
  }
}

/** Memory left behind by runs that were killed. Their servers have ended by themselves; their folders have not. */
function removeAbandoned(parent: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(parent).filter((name) => name.startsWith(PREFIX));
  } catch {
    return;
  }
  for (const name of names) {
    const folder = join(parent, name);
    try {
      // One without a lock file is being made by a run that has just begun.
      const isBeingMade = !readdirSync(folder).includes('lock');
      if (!isBeingMade && lockHolder(join(folder, 'lock')) === undefined) {
        rmSync(folder, { recursive: true, force: true });
      }
    } catch {
      // Another user's.
    }
  }
}
