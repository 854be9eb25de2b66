import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { emptyDataDirectory, openDataDirectory } from '../src/launcher/data-directory.ts';
import { startPostgres, type RunningPostgres } from '../src/launcher/postgres.ts';
import { isAlive, waitForEnd } from '../src/launcher/processes.ts';
import { provisionTenant, type SuperuserConnection } from '../src/launcher/provision.ts';

type Login = { user: string; password: string; database: string };

let folder = '';
let running: RunningPostgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'case-management-launcher-'));
});

afterEach(async () => {
  await Promise.all(running.map((postgres) => postgres.stop()));
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: { settings?: Record<string, string> } = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true, ...options });
  running.push(postgres);
  return postgres;
}

async function query(server: SuperuserConnection, sql: string, login?: Login): Promise<unknown[]> {
  const { host, port, superuser: user, password } = server;
  const client = new Client({ host, port, user, password, database: 'postgres', ...login });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts PostgreSQL on the same data and prints the facts as JSON. */
async function startInAnotherProcess(): Promise<{ launcher: ChildProcess; server: RunningPostgres }> {
  const module = new URL('../src/launcher/postgres.ts', import.meta.url).href;
  const script = `
    const { startPostgres } = await import(${JSON.stringify(module)});
    const { ended, stop, ...facts } = await startPostgres({ dataDir: ${JSON.stringify(join(folder, 'postgres'))}, durable: true });
    console.log(JSON.stringify(facts));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { launcher: child, server: JSON.parse(line) as RunningPostgres };
}

async function killed(process: ChildProcess): Promise<void> {
  process.kill('SIGKILL');
  await once(process, 'exit');
}

describe('embedded PostgreSQL', () => {
  test('keeps rows and its port when the server is killed', async () => {
    const first = await start();
    await query(first, 'create table kept (n int); insert into kept values (1)');
    process.kill(first.pid, 'SIGKILL');
    expect(await first.ended).toContain('SIGKILL');
    await first.stop();

    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second, 'select k.n from kept k')).toEqual([{ n: 1 }]);
  });

  test('ends when its launcher is killed, and keeps the rows', async () => {
    const { launcher, server } = await startInAnotherProcess();
    await query(server, 'create table kept (n int); insert into kept values (2)');
    await killed(launcher);
    expect(await waitForEnd(server.pid, 5_000)).toBe(true);

    expect(await query(await start(), 'select k.n from kept k')).toEqual([{ n: 2 }]);
  });

  test('takes over at once while the server of a killed launcher is still on its way out', async () => {
    const { launcher, server } = await startInAnotherProcess();
    await killed(launcher);
    const next = await start();
    expect(isAlive(server.pid)).toBe(false);
    expect(await query(next, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('refuses a second launcher on the same data and names the first', async () => {
    const { launcher, server } = await startInAnotherProcess();
    await expect(start()).rejects.toThrow(`is in use by process ${launcher.pid ?? 'unknown'}`);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await killed(launcher);
    await waitForEnd(server.pid, 5_000);
  });

  test('does not believe a postmaster.pid that names a stranger', async () => {
    const first = await start();
    const pidFile = join(folder, 'postgres/data/postmaster.pid');
    const left = readFileSync(pidFile, 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['60'], { uid: statSync(join(folder, 'postgres/data')).uid });
    writeFileSync(pidFile, left.replace(/^\d+/, String(stranger.pid)));

    expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill('SIGKILL');
  });

  test('takes another port when somebody has its own', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    squatter.close();
    expect(second.port).not.toBe(first.port);
  });

  test('says what PostgreSQL said when it does not start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(/shared_buffers.*plenty/);
    expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('keeps the password to its user and demands it', async () => {
    const postgres = await start();
    expect(statSync(join(folder, 'postgres/password')).mode & 0o777).toBe(0o600);
    await expect(query({ ...postgres, password: 'guess' }, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('provisionTenant', () => {
  const tenant = (name: string) => ({
    database: `case-${name}`,
    ownerUser: `${name}_owner`,
    ownerPassword: "ow'ner",
    appUser: `${name}_app`,
    appPassword: 'app',
    engineUser: `${name}_engine`,
    enginePassword: 'engine',
  });

  test('may run many times at once, and keeps each database to its own logins', async () => {
    const postgres = await start();
    await Promise.all(['one', 'one', 'two', 'two'].map((name) => provisionTenant(postgres, tenant(name))));

    const owner = { user: 'one_owner', password: "ow'ner", database: 'case-one' };
    await query(postgres, 'create table t (a text); create schema more', owner);
    expect(await query(postgres, "select similarity('page', 'pages') > 0.5 as close", owner)).toEqual([
      { close: true },
    ]);

    const app = { user: 'one_app', password: 'app', database: 'case-one' };
    expect(
      await query(
        postgres,
        `select pg_has_role('casem_app', 'member') as app, pg_has_role('casem_engine', 'member') as engine`,
        app,
      ),
    ).toEqual([{ app: true, engine: false }]);
    await expect(query(postgres, 'create table u (a text)', app)).rejects.toMatchObject({ code: '42501' });
    await expect(query(postgres, 'select a from t', app)).rejects.toMatchObject({ code: '42501' });
    await expect(query(postgres, 'select 1', { ...app, database: 'case-two' })).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('data directory', () => {
  test('is refused when it is somebody else’s, untouched', () => {
    writeFileSync(join(folder, 'letter.txt'), 'dear');
    expect(() => openDataDirectory(folder)).toThrow('not a data directory of case-management');
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('dear');
  });

  test('is held by one launcher at a time', () => {
    const directory = openDataDirectory(join(folder, 'data'));
    expect(() => openDataDirectory(join(folder, 'data'))).toThrow(`Already running: process ${process.pid}`);
    directory.close();
    openDataDirectory(join(folder, 'data')).close();
  });

  test('is empty after a reset, also when a server was left over, and still ours', async () => {
    const directory = openDataDirectory(folder);
    const { launcher, server } = await startInAnotherProcess();
    await killed(launcher);
    await emptyDataDirectory(directory);
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(directory.postgres)).toBe(false);
    directory.close();
    openDataDirectory(folder).close();
  });
});
