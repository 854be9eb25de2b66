import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureCluster, superuserPassword, SUPERUSER } from './cluster.ts';
import { LauncherError } from './failure.ts';
import { GuardedServer } from './guarded-server.ts';
import { LockHeldError, takeLock, type Lock } from './lock.ts';
import { freePort, isPortFree } from './ports.ts';
import { postgresPackage } from './postgres-package.ts';
import { endOrphan } from './postmaster.ts';
import { chooseRunAs } from './run-as.ts';

const HOST = '127.0.0.1';
/** What the name of a socket file may be long, on every system that the server runs on (sockaddr_un). */
const MAX_SOCKET_PATH = 103;
const TRIES = 8;
/** Replaying the log after a crash is allowed its time. */
const READY_WITHIN_MS = 120_000;
const KEEP_LOG_BYTES = 16 * 1024 * 1024;

export interface PostgresOptions {
  /** Made when missing. Holds the cluster (`data`), `password` (0600), `port`, `server.log` and the lock. */
  readonly dataDir: string;
  /** False only for data nobody will miss: a crash of the machine may spoil it. */
  readonly durable: boolean;
  /** Exactly this port; without it the one of the last start when it is free, else any. */
  readonly port?: number;
  /** Ports that are meant for somebody else. */
  readonly avoidPorts?: readonly number[];
  /** Settings of `postgresql.conf`, stronger than our own. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  readonly host: string;
  /** Where the server's socket file is, for who may enter there: half the cost of a connection over TCP. */
  readonly socketDirectory: string | undefined;
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with a report for a person when the server has ended, stopped or not; never rejects. */
  readonly ended: Promise<string>;
  /** Fast shutdown; gives the data directory back. Safe to call again. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL 18 from npm's binaries on `dataDir` and returns when it takes connections (TCP on the loopback
 * address and its own socket only, scram password). It ends with this process, however that ends. Throws `LauncherError`: another process
 * uses the directory, the disk is full, the user may not, the port is taken.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const binaries = postgresPackage();
  const home = openHome(options.dataDir);
  const lock = lockHome(home);
  try {
    const data = join(home, 'data');
    const stranger = await endOrphan(data);
    const runAs = chooseRunAs(binaries, home, data);
    await ensureCluster(home, binaries, runAs, options.durable);
    const password = superuserPassword(home);
    const socketDirectory = socketDirectoryIn(data);
    const logFile = join(home, 'server.log');
    rotate(logFile);
    // Tells the server that this process is none of its rivals, while it still checks for leftover shared memory
    // itself (as pg_ctl does; src/backend/utils/init/miscinit.c).
    const environment: Record<string, string> = stranger === undefined ? {} : { PG_GRANDPARENT_PID: String(stranger) };

    for (let attempt = 1; ; attempt += 1) {
      const port = await choosePort(home, options);
      const logStart = sizeOf(logFile);
      const command = [binaries.postgres, '-D', data, ...settings(options, port, socketDirectory)];
      const server = new GuardedServer(data, runAs, command, logFile, environment);
      if (await becomesReady(server)) {
        writeFileSync(join(home, 'port'), `${port}\n`);
        return running(server, lock, { port, password, logFile, socketDirectory });
      }
      await server.stop();
      await handleFailedStart(readFrom(logFile, logStart), logFile, port, options, attempt);
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function running(
  server: GuardedServer,
  lock: Lock,
  facts: { port: number; password: string; logFile: string; socketDirectory: string | undefined },
): RunningPostgres {
  const { pid } = server;
  if (pid === undefined) throw new LauncherError(`PostgreSQL ended right after it was ready; see ${facts.logFile}.`);
  let stopped: Promise<void> | undefined;
  const logStart = sizeOf(facts.logFile);
  return {
    host: HOST,
    ...facts,
    superuser: SUPERUSER,
    pid,
    ended: server.ended.then((how) => describeEnd(how, readFrom(facts.logFile, logStart), facts.logFile)),
    stop: () =>
      (stopped ??= server.stop().then(() => {
        lock.release();
      })),
  };
}

function openHome(dataDir: string): string {
  // For root: the server's user has to walk through. What is secret inside has its own mode.
  if (mkdirSync(dataDir, { recursive: true, mode: 0o711 }) !== undefined || process.getuid?.() === 0) {
    if (statSync(dataDir).uid === process.getuid?.()) chmodSync(dataDir, 0o711);
  }
  return realpathSync(dataDir);
}

function lockHome(home: string): Lock {
  try {
    return takeLock(join(home, 'lock'));
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new LauncherError(
      `The database in ${home} is in use by process ${error.pid}. Stop that one first, or choose another data directory.`,
      { cause: error },
    );
  }
}

/** The cluster's own directory, which only its user may enter; undefined when its path is too long for a socket. */
function socketDirectoryIn(data: string): string | undefined {
  return Buffer.byteLength(join(data, '.s.PGSQL.65535')) <= MAX_SOCKET_PATH ? data : undefined;
}

function settings(options: PostgresOptions, port: number, socketDirectory: string | undefined): string[] {
  const values: Record<string, string> = {
    listen_addresses: HOST,
    port: String(port),
    // quoted: the setting is a list
    unix_socket_directories: socketDirectory === undefined ? '' : `"${socketDirectory}"`,
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%u@%d ',
    jit: 'off',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function choosePort(home: string, options: PostgresOptions): Promise<number> {
  if (options.port !== undefined) {
    if (await isPortFree(options.port)) return options.port;
    throw new LauncherError(`Port ${options.port} for PostgreSQL is taken by another program.`);
  }
  const avoid = options.avoidPorts ?? [];
  const file = join(home, 'port');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  const usable = Number.isInteger(last) && last > 0 && last < 65_536 && !avoid.includes(last);
  return usable && (await isPortFree(last)) ? last : freePort(avoid);
}

async function becomesReady(server: GuardedServer): Promise<boolean> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!server.hasEnded && performance.now() < deadline) {
    if (server.isReady) return true;
    await delay(20);
  }
  return false;
}

/** Returns when another try makes sense, else throws what the server said. */
async function handleFailedStart(
  said: string,
  logFile: string,
  port: number,
  options: PostgresOptions,
  attempt: number,
): Promise<void> {
  const retry = attempt < TRIES;
  const portTaken = /could not bind|Address already in use/.test(said);
  if (portTaken && options.port === undefined && retry) return;
  if (portTaken) throw new LauncherError(`Port ${port} for PostgreSQL is taken by another program.`);
  // Processes of a killed server notice within a second or so that it is gone.
  if (/pre-existing shared memory block|shared memory block.*still in use/.test(said) && retry) return delay(1_000);
  throw new LauncherError(describeEnd('it did not become ready', said, logFile));
}

function describeEnd(how: string, said: string, logFile: string): string {
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    return `The disk is full: PostgreSQL could not write below ${logFile.replace(/[^/]*$/, '')} and stopped. Make room and start again; nothing committed is lost.`;
  }
  const last = said
    .trim()
    .split('\n')
    .slice(-8)
    .map((line) => `  ${line}`)
    .join('\n');
  return `PostgreSQL stopped (${how}). Its log ${logFile} ends with:\n${last}`;
}

function rotate(logFile: string): void {
  if (sizeOf(logFile) > KEEP_LOG_BYTES) renameSync(logFile, `${logFile}.1`);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The text of a file from `start` on, of that the last 64 KiB. */
function readFrom(file: string, start: number): string {
  if (!existsSync(file)) return '';
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(start, size - 64 * 1024);
    const bytes = Buffer.alloc(Math.max(0, size - from));
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, bytes.length, from));
  } finally {
    closeSync(handle);
  }
}
