import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Pool } from 'pg';

const ROOT = new URL('../', import.meta.url).pathname;
const READY_WITHIN_MS = 120_000;

export interface Product {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly teamId: string;
  readonly orgId: string;
  readonly userIds: readonly string[];
  /** Past every policy: what the bench seeds and counts with. */
  readonly admin: Client;
  /** As the product's own engine role. */
  enginePool(size: number): Pool;
  /** MiB, the highest since its start, of the process that serves the on-call tenant. */
  peakRssMiB(): number;
  stop(): Promise<void>;
}

/** Starts the product as users do (`npm start`), on a directory of its own that is durable, and removes it afterwards. */
export async function startProduct(port: number): Promise<Product> {
  const directory = mkdtempSync(join(tmpdir(), 'casem-bench-'));
  const child = spawn('npm', ['start', '--', '--data-dir', directory, '--port', String(port)], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  const demoFile = join(directory, 'demo.json');
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!existsSync(demoFile)) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('the product did not start');
    await pause(100);
  }
  const { on_call: demo } = JSON.parse(readFileSync(demoFile, 'utf8')) as { on_call: Demo };
  const server = postgresOf(directory);
  const admin = new Client({ ...server, user: 'postgres', password: server.password, database: DATABASE });
  await admin.connect();
  const org = await admin.query<{ org_id: string }>('select t.org_id from teams t where t.id = $1', [demo.team_id]);
  return {
    url: demo.url,
    headers: { 'dd-api-key': demo.api_key, 'dd-application-key': demo.application_key },
    teamId: demo.team_id,
    orgId: org.rows[0]?.org_id ?? '',
    userIds: demo.user_ids,
    admin,
    enginePool: (max) => new Pool({ ...server, ...engineLogin(directory), database: DATABASE, max }),
    peakRssMiB: () => peakOf(child),
    async stop() {
      await admin.end();
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const DATABASE = 'case-management-oncall';

interface Demo {
  readonly url: string;
  readonly api_key: string;
  readonly application_key: string;
  readonly team_id: string;
  readonly user_ids: readonly string[];
}

function postgresOf(directory: string): { host: string; port: number; password: string } {
  const read = (file: string) => readFileSync(join(directory, 'postgres', file), 'utf8').trim();
  return { host: '127.0.0.1', port: Number(read('port')), password: read('password') };
}

function engineLogin(directory: string): { user: string; password: string } {
  const secrets = JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')) as Record<
    string,
    { readonly engine_password: string }
  >;
  return { user: 'casem_on_call_engine', password: secrets['on-call']?.engine_password ?? '' };
}

/** The on-call process is the descendant of npm that has TENANT_NAME=on-call in its environment (Linux only). */
function peakOf(npm: ChildProcess): number {
  const status = descendants(npm.pid ?? 0)
    .filter((pid) => contents(`/proc/${pid}/environ`).includes('TENANT_NAME=on-call\0'))
    .map((pid) => /VmHWM:\s+(\d+) kB/.exec(contents(`/proc/${pid}/status`))?.[1]);
  return Math.max(0, ...status.map((kib) => Number(kib ?? 0))) / 1024;
}

function descendants(pid: number): number[] {
  const children = contents(`/proc/${pid}/task/${pid}/children`).trim();
  const direct = children === '' ? [] : children.split(' ').map(Number);
  return direct.flatMap((child) => [child, ...descendants(child)]);
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
