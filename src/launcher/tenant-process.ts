import { fork, type ChildProcess } from 'node:child_process';
import { LogLines } from './log-lines.ts';
import { isTenantName, type DemoFacts, type TenantName } from './tenants.ts';

const STOP_WITHIN_MS = 10_000;

export interface TenantProcessOptions {
  readonly tenant: TenantName;
  /** The built application. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly show: (line: string) => void;
}

/** The application of one tenant in a process of its own. It ends itself when the channel to this process closes. */
export class TenantProcess {
  readonly tenant: TenantName;
  /** What it told when it answered for the first time. Stays open when it never does. */
  readonly ready: Promise<DemoFacts>;
  /** How it ended, as a report for a person. Never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor(options: TenantProcessOptions) {
    this.tenant = options.tenant;
    this.#child = fork(options.main, ['all'], {
      env: options.environment,
      execArgv: [],
      // Its own session: Ctrl-C reaches the launcher, which stops things in their order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.ready = new Promise((resolve) => {
      this.#child.on('message', (message) => {
        const facts = readyFacts(message, options.tenant);
        if (facts !== undefined) resolve(facts);
      });
    });
    this.ended = this.#follow(new LogLines(options.logFile, options.show), options.logFile);
  }

  /** SIGTERM, and SIGKILL when it has not ended after 10 s. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(timer);
  }

  async #follow(log: LogLines, logFile: string): Promise<string> {
    const { stdout, stderr } = this.#child;
    const streams = [stdout, stderr].filter((stream) => stream !== null).map((stream) => log.follow(stream));
    const how = await new Promise<string>((resolve) => {
      this.#child.once('error', (error) => {
        resolve(error.message);
      });
      this.#child.once('exit', (code, signal) => {
        resolve(signal ?? `exit code ${code ?? 'unknown'}`);
      });
    });
    await Promise.all(streams);
    const unseen = log.unseen();
    log.close();
    const tail = unseen.length === 0 ? '.' : ', ends with:\n' + unseen.map((line) => `  ${line}`).join('\n');
    return `The application of ${this.tenant} ended (${how}). Its log ${logFile}${unseen.length === 0 ? ' says more' : ''}${tail}`;
  }
}

/** `{type: 'ready', tenant, demo}`; undefined for any other message. */
function readyFacts(message: unknown, tenant: TenantName): DemoFacts | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  if (!('type' in message) || message.type !== 'ready') return undefined;
  if (!('tenant' in message) || !isTenantName(message.tenant) || message.tenant !== tenant) return undefined;
  return 'demo' in message && isDemoFacts(message.demo) ? message.demo : undefined;
}

function isDemoFacts(value: unknown): value is DemoFacts {
  if (typeof value !== 'object' || value === null) return false;
  const facts = value as Record<string, unknown>;
  const texts = ['api_key', 'application_key', 'team_id', 'team_handle', 'inbox_token'];
  return texts.every((key) => typeof facts[key] === 'string') && Array.isArray(facts.user_ids);
}
