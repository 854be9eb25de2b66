import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { readPostmaster } from './postmaster.ts';
import { isAlive, signal, waitForEnd } from './processes.ts';
import { spawnOptions, type RunAs } from './run-as.ts';

/**
 * The guard: a shell in a session of its own, parent of the server, that holds a pipe from the launcher. However the
 * launcher ends, the pipe ends, and the server is asked for a fast shutdown (SIGINT) until it is gone: asked again,
 * because a server that has just been started does not listen yet. The guard ends with the server and its exit code.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( read -r end <&3; while kill -INT "$server"; do sleep 0.5; done ) >/dev/null 2>&1 &
watcher=$!
exec 3<&- </dev/null
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 5_000;

/** A server below its guard. */
export class GuardedServer {
  /** How it ended: an exit code or the name of a signal. Never rejects. */
  readonly ended: Promise<string>;
  readonly #guard: ChildProcess;
  readonly #data: string;
  readonly #before: string | undefined;
  #hasEnded = false;

  constructor(
    data: string,
    runAs: RunAs,
    command: readonly string[],
    logFile: string,
    environment: Record<string, string>,
  ) {
    this.#data = data;
    this.#before = readPostmaster(data)?.start;
    const [program = '', ...rest] = [...runAs.prefix, '/bin/sh', '-c', GUARD, 'postgres-guard', ...command];
    const options = spawnOptions(runAs);
    const log = openSync(logFile, 'a', 0o600);
    this.#guard = spawn(program, rest, {
      ...options,
      env: { ...options.env, ...environment },
      // Its own session: Ctrl-C reaches the launcher, which stops the applications first.
      detached: true,
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    // Writing end of a pipe nobody reads any more: the exit tells.
    this.#guard.stdin?.on('error', () => undefined);
    this.ended = this.#watch();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The process id of this server (not of one before it) once it has written `postmaster.pid`. */
  get pid(): number | undefined {
    const found = readPostmaster(this.#data);
    return found === undefined || found.start === this.#before ? undefined : found.pid;
  }

  get isReady(): boolean {
    const found = readPostmaster(this.#data);
    return found !== undefined && found.start !== this.#before && found.isReady;
  }

  /** Fast shutdown: sessions are ended, everything committed is on disk. Harder means only when that takes too long. */
  async stop(): Promise<void> {
    const { pid } = this;
    this.#guard.stdin?.end();
    if (await this.#endsWithin(FAST_STOP_MS)) return;
    if (pid !== undefined) signal(pid, 'SIGQUIT');
    if (await this.#endsWithin(IMMEDIATE_STOP_MS)) return;
    if (pid !== undefined) signal(pid, 'SIGKILL');
    if (this.#guard.pid !== undefined) signal(this.#guard.pid, 'SIGKILL');
    await this.#endsWithin(IMMEDIATE_STOP_MS);
  }

  /** A guard that was killed has closed nothing: its server is ended here, so that the data is free afterwards. */
  async #watch(): Promise<string> {
    const how = await new Promise<string>((resolve) => {
      this.#guard.once('error', (error) => {
        resolve(error.message);
      });
      this.#guard.once('exit', (code, name) => {
        resolve(name ?? describeExit(code ?? -1));
      });
    });
    const { pid } = this;
    if (pid !== undefined && isAlive(pid)) {
      signal(pid, 'SIGINT');
      if (!(await waitForEnd(pid, FAST_STOP_MS))) signal(pid, 'SIGQUIT');
      await waitForEnd(pid, IMMEDIATE_STOP_MS);
    }
    this.#hasEnded = true;
    return how;
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => {
      resolve(false);
    }, ms);
    void this.ended.then(() => {
      resolve(true);
    });
    const ended = await promise;
    clearTimeout(timer);
    return ended;
  }
}

/** A shell passes on that its child was killed as 128 + the number of the signal. */
function describeExit(code: number): string {
  const killedBy = Object.entries(constants.signals).find(([, number]) => code === 128 + number);
  return killedBy?.[0] ?? `exit code ${code}`;
}
