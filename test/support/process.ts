import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../src/launcher/build.ts';
import { freePort } from '../../src/launcher/ports.ts';
import { environmentFor } from './config.js';
import { TEST_SEARCH_PATH, type TestDatabase } from './database.js';
import { eventually } from './eventually.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 11_000;

/** The tenant and the database that the process serves; a `Harness` is one. */
export interface ServedDatabase {
  readonly config: { readonly name: string };
  readonly database: Pick<TestDatabase, 'name'>;
}

/** The application as operators run it, in a process of its own. */
export interface AppProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has written so far, both streams. */
  readonly log: string;
  kill(signal: NodeJS.Signals): void;
  /** SIGCONT and SIGTERM, then SIGKILL when it has not ended. Answers the exit code, null after a signal. */
  stop(): Promise<number | null>;
}

const none = new AbortController().signal;

/** Builds the application when it is stale and runs it on the test database until it answers that it is ready. */
export async function startProcess(
  served: ServedDatabase,
  roles: string,
  environment: Record<string, string> = {},
): Promise<AppProcess> {
  const port = await freePort([]);
  const child = await begin(served.config.name, served.database.name, roles, { PORT: String(port), ...environment });
  const url = `http://127.0.0.1:${port}`;
  const app = follow(child, url);
  try {
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}: ${app.log}`);
      return (await fetch(`${url}/health/ready`)).status === 200;
    }, READY_WITHIN_MS);
  } catch (error) {
    await app.stop();
    throw error;
  }
  return app;
}

/** Runs a command, or roles that are expected to refuse to start, to its end. */
export async function runProcess(
  tenant: string,
  database: string,
  command: string,
  environment: Record<string, string | undefined> = {},
): Promise<{ code: number | null; output: string }> {
  const child = await begin(tenant, database, command, environment);
  const app = follow(child, '');
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, output: app.log };
}

async function begin(
  tenant: string,
  database: string,
  argument: string,
  over: Record<string, string | undefined>,
): Promise<ChildProcess> {
  const main = await ensureBuilt(ROOT, () => undefined, none);
  const own = environmentFor(tenant, database, { DATABASE_SEARCH_PATH: TEST_SEARCH_PATH, LOG_LEVEL: 'info' });
  const env: Record<string, string | undefined> = { PATH: process.env.PATH, ...own, ...over };
  // The channel ends the child when these tests are killed.
  return fork(main, [argument], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

function follow(child: ChildProcess, url: string): AppProcess {
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => (log += part));
  }
  return {
    url,
    pid: child.pid ?? 0,
    get log() {
      return log;
    },
    kill: (signal) => {
      child.kill(signal);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
      return child.exitCode;
    },
  };
}
