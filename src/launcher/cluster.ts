import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from './failure.ts';
import type { PostgresPackage } from './postgres-package.ts';
import { spawnOptions, type RunAs } from './run-as.ts';

export const SUPERUSER = 'postgres';
const MAJOR_VERSION = '18';
/** A fresh cluster is 40 MB and writes its first segments of the log at once. */
const NEEDED_BYTES = 150 * 1024 * 1024;

/** Makes the database cluster `home/data` when it is missing. `initdb` works beside, so it is there whole or not at all. */
export async function ensureCluster(
  home: string,
  binaries: PostgresPackage,
  runAs: RunAs,
  durable: boolean,
): Promise<void> {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('init-'))) {
    rmSync(join(home, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const data = join(home, 'data');
  if (existsSync(data)) {
    refuseOtherVersion(data);
    return;
  }
  refuseFullDisk(home);
  const workshop = join(home, `init-${randomBytes(4).toString('hex')}`);
  mkdirSync(workshop, { mode: 0o700 });
  const passwordFile = join(workshop, 'password');
  writeFileSync(passwordFile, superuserPassword(home), { mode: 0o600 });
  if (runAs.user !== undefined) {
    for (const path of [workshop, passwordFile]) chownSync(path, runAs.user.uid, runAs.user.gid);
  }
  await initdb(binaries, runAs, [
    `--pgdata=${join(workshop, 'data')}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Sorting that no update of the system's libraries can change under an index.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-locale',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  renameSync(join(workshop, 'data'), data);
  rmSync(workshop, { recursive: true, force: true });
}

/** The superuser's password, made at first and kept in `home/password` (0600). */
export function superuserPassword(home: string): string {
  const file = join(home, 'password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (existsSync(join(home, 'data'))) {
    throw new LauncherError(`${file} is missing: without it the database in ${home} cannot be opened. Put it back.`);
  }
  const password = randomBytes(24).toString('base64url');
  const draft = `${file}.new`;
  writeFileSync(draft, `${password}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
  return password;
}

async function initdb(binaries: PostgresPackage, runAs: RunAs, options: readonly string[]): Promise<void> {
  const [program = '', ...rest] = [...runAs.prefix, binaries.initdb, ...options];
  const { code, output } = await new Promise<{ code: number | string; output: string }>((resolve, reject) => {
    const child = spawn(program, rest, { ...spawnOptions(runAs), stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    }
    child.once('error', reject);
    child.once('close', (status, name) => {
      resolve({ code: status ?? name ?? 'unknown', output: text });
    });
  });
  if (code === 0) return;
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    throw new LauncherError(
      'The disk is full: a new database could not be written. Make room, or choose another disk with --data-dir DIR.',
    );
  }
  throw new LauncherError(`PostgreSQL's initdb failed (${code}):\n${output.trim()}`);
}

function refuseFullDisk(home: string): void {
  const disk = statfsSync(home);
  const free = disk.bavail * disk.bsize;
  if (free >= NEEDED_BYTES) return;
  const mib = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MiB`;
  throw new LauncherError(
    `The disk is full: ${home} has ${mib(free)} left, and a new database needs ${mib(NEEDED_BYTES)}. ` +
      'Make room, or choose another disk with --data-dir DIR.',
  );
}

function refuseOtherVersion(data: string): void {
  const file = join(data, 'PG_VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'unknown';
  if (version === MAJOR_VERSION) return;
  throw new LauncherError(
    `The database in ${data} was made by PostgreSQL ${version}, and this release brings ${MAJOR_VERSION}. ` +
      'Choose another --data-dir DIR, or start over with --reset.',
  );
}
