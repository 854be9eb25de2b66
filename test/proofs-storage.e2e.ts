import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { provisionTenant } from '../src/launcher/provision.ts';
import type { OrgId } from '../src/kernel/index.js';
import { AppDataSource, EngineUnitOfWork, UnitOfWork } from '../src/platform/database/index.js';
import { environmentFor } from './support/config.js';
import { asSuperuser, createDatabase, server, type TestDatabase } from './support/database.js';
import { startHarness, type Harness } from './support/harness.js';
import { routeTeam, trigger } from './support/paging.js';
import { runProcess } from './support/process.js';

type Role = 'app' | 'engine';

/** A connection of the tenant's login, outside any pool. */
async function as<T>(role: Role, database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const environment = environmentFor('on-call', database);
  const client = new Client({
    host: environment.DATABASE_HOST,
    port: Number(environment.DATABASE_PORT),
    database,
    user: role === 'app' ? environment.DATABASE_APP_USER : environment.DATABASE_ENGINE_USER,
    password: role === 'app' ? environment.DATABASE_APP_PASSWORD : environment.DATABASE_ENGINE_PASSWORD,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('the walls between organizations', () => {
  jest.setTimeout(60_000);
  let harness: Harness;
  let tables: string[];

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', environment: { DATABASE_POOL_SIZE: '2' } });
    for (const org of [harness.org, harness.otherOrg]) {
      await routeTeam(harness, { steps: [{ users: [org.users.responder] }] }, org);
      await trigger(harness, { org, headers: { ...org.adminHeaders, 'idempotency-key': 'walls' } });
    }
    await harness.settle();
    const rows = await harness.database.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          and a.attname = 'org_id' and not a.attisdropped order by c.relname`,
    );
    tables = rows.map((row) => row.name);
  });
  afterAll(() => harness.stop());

  it('row-level security is on for every table with an organization, with a policy for the app', async () => {
    expect(tables.length).toBeGreaterThan(20);
    expect(tables).toEqual(expect.arrayContaining(['cases', 'users', 'audit', 'outbox', 'events', 'inbox_messages']));
    const unprotected = await harness.database.query(
      `select c.relname from pg_class c
        where c.relname = any($1) and c.relnamespace = 'public'::regnamespace and (
              not c.relrowsecurity
           -- a partition is reached through its parent only: it needs no policy, and without one it shows nothing
           or not c.relispartition and not exists (
                select 1 from pg_policies p
                 where p.tablename = c.relname and 'casem_app' = any(p.roles) and p.cmd = 'ALL'
                   and p.qual like '%app.org_id%' and p.with_check like '%app.org_id%'))`,
      [tables],
    );
    expect(unprotected).toEqual([]);
  });

  it('a login of the app owns nothing, passes no policy and is no engine', async () => {
    const [facts] = await as('app', harness.database.name, async (client) => {
      const result = await client.query(
        `select r.rolsuper, r.rolbypassrls, pg_has_role('casem_engine', 'member') as is_engine,
                exists (select 1 from pg_class c where c.relowner = r.oid) as owns
           from pg_roles r where r.rolname = current_user`,
      );
      return result.rows;
    });
    expect(facts).toEqual({ rolsuper: false, rolbypassrls: false, is_engine: false, owns: false });
  });

  it('the app without an organization sees no row of any table, and gets no error', async () => {
    const filled: string[] = [];
    const readable = await as('app', harness.database.name, async (client) => {
      const seen: string[] = [];
      for (const setting of [undefined, '']) {
        if (setting !== undefined) await client.query(`set app.org_id = ''`);
        for (const table of tables) {
          const allowed = await client.query<{ yes: boolean }>(
            `select has_table_privilege(format('public.%I', $1::text), 'select') as yes`,
            [table],
          );
          if (allowed.rows[0]?.yes !== true) continue;
          const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from public.${table}`);
          expect({ table, rows }).toEqual({ table, rows: [{ n: 0 }] });
          seen.push(table);
        }
      }
      return new Set(seen);
    });
    for (const table of readable) {
      const rows = await harness.database.query(`select 1 from public.${table} limit 1`);
      if (rows.length > 0) filled.push(table);
    }
    // Nothing seen means something where there was something to see.
    expect(filled).toEqual(expect.arrayContaining(['cases', 'users', 'teams', 'timeline', 'audit', 'notifications']));
    expect(readable.size).toBeGreaterThan(15);
  });

  it('the app sees and writes the rows of its own organization only', async () => {
    const { org, otherOrg } = harness;
    await as('app', harness.database.name, async (client) => {
      await client.query('begin');
      await client.query(`select set_config('app.org_id', $1, true)`, [org.orgId]);
      const seen = await client.query('select distinct c.org_id from cases c');
      expect(seen.rows).toEqual([{ org_id: org.orgId }]);
      const changed = await client.query(`update cases c set title = 'taken' where c.org_id = $1`, [otherOrg.orgId]);
      expect(changed.rowCount).toBe(0);
      await expect(
        client.query(`insert into teams (org_id, id, handle, name, description, created_at, modified_at)
          values ('${otherOrg.orgId}', gen_random_uuid(), 'x', 'x', '', clock_timestamp(), clock_timestamp())`),
      ).rejects.toMatchObject({ code: '42501' });
    });
  });

  it('a pooled connection leaks no organization to its next user', async () => {
    const unitOfWork = harness.app.get(UnitOfWork, { strict: false });
    const pool = harness.app.get(AppDataSource, { strict: false });
    const settingOf = `select pg_backend_pid() as pid, nullif(current_setting('app.org_id', true), '') as org`;
    const users = new Map<number, (string | null)[]>();
    const note = ({ pid, org }: { pid: number; org: string | null }) =>
      users.set(pid, [...(users.get(pid) ?? []), org]);
    for (let round = 0; round < 20; round += 1) {
      const org = (round % 2 === 0 ? harness.org : harness.otherOrg).orgId as OrgId;
      const work = unitOfWork.run(org, async (tx) => {
        const [row] = await tx.query<{ pid: number; org: string | null }>(settingOf);
        expect(row?.org).toBe(org);
        if (row !== undefined) note(row);
        // A transaction that fails must not leak either.
        if (round % 4 >= 2) throw new Error('on purpose');
      });
      await work.catch((error: unknown) => {
        expect(error).toMatchObject({ message: 'on purpose' });
      });
      const [after] = await pool.query<{ pid: number; org: string | null }[]>(settingOf);
      expect(after?.org).toBeNull();
      if (after !== undefined) note(after);
    }
    // The same backend really served both kinds of user.
    expect([...users.values()].some((list) => list.includes(null) && list.some((org) => org !== null))).toBe(true);
  });

  it.each(['app', 'engine'] as const)('%s can neither change nor remove a line of the audit', async (role) => {
    const statements = [`update audit set action = 'nothing'`, 'delete from audit', 'truncate audit'];
    const before = await harness.database.query('select a.* from audit a order by a.id');
    expect(before.length).toBeGreaterThan(0);
    for (const sql of statements) {
      await as(role, harness.database.name, async (client) => {
        await client.query(`select set_config('app.org_id', $1, false)`, [harness.org.orgId]);
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
      });
    }
    expect(await harness.database.query('select a.* from audit a order by a.id')).toEqual(before);
  });

  it('not even the engine can join two organizations in one row', async () => {
    const engine = harness.app.get(EngineUnitOfWork, { strict: false });
    const [page] = await harness.database.query<{ id: string }>('select c.id from cases c where c.org_id = $1', [
      harness.org.orgId,
    ]);
    const timer = engine.statement(
      `insert into timers (org_id, case_id, kind, due_at, attempts) values ($1, $2, 'x', clock_timestamp(), 0)`,
      [harness.otherOrg.orgId, page?.id],
    );
    await expect(timer).rejects.toMatchObject({ code: '23503', constraint: 'timers_of_case' });
  });
});

describe('the database of a process', () => {
  jest.setTimeout(120_000);
  const databases: TestDatabase[] = [];

  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  async function databaseOf(tenant: string): Promise<TestDatabase> {
    const database = await createDatabase(tenant);
    databases.push(database);
    return database;
  }

  it.each(['all', 'migrate'])(
    'of another tenant is refused by "%s", which names the setting to fix',
    async (command) => {
      const { name } = await databaseOf('case-management');
      const login = environmentFor('case-management', name);
      // Logins that may connect, so that only the marker can refuse.
      const { code, output } = await runProcess('on-call', name, command, { ...login, TENANT_NAME: 'on-call' });
      expect(code).toBe(1);
      expect(output).toContain(
        `The database "${name}" belongs to the tenant "case-management", and this process serves "on-call". ` +
          'Fix database.name (DATABASE_NAME) or TENANT_NAME.',
      );
      expect(output).not.toContain('password of the tests');
    },
  );

  it('that is newer than the code is refused by migrate, which names what is newer', async () => {
    const database = await databaseOf('on-call');
    await database.query(
      `insert into migrations ("timestamp", name) values (9999999999999, 'of-tomorrow9999999999999')`,
    );
    const { code, output } = await runProcess('on-call', database.name, 'migrate');
    expect(code).toBe(1);
    expect(output).toContain(`The database "${database.name}" is newer than this release`);
    expect(output).toContain('of-tomorrow9999999999999');
    expect(output).toContain('fix database.name (DATABASE_NAME)');
  });

  it('that lacks a migration is refused by the roles', async () => {
    const database = await databaseOf('on-call');
    await database.query('delete from migrations m where m.id = (select max(l.id) from migrations l)');
    const { code, output } = await runProcess('on-call', database.name, 'api');
    expect(code).toBe(1);
    expect(output).toContain('lacks 1 migration(s). Run "npm run migrate".');
  });

  it('is migrated by four processes at once, each migration once', async () => {
    const name = `test_fresh_${randomBytes(5).toString('hex')}`;
    const login = environmentFor('on-call', name);
    await provisionTenant(server(), {
      database: name,
      ownerUser: login.DATABASE_OWNER_USER,
      ownerPassword: login.DATABASE_OWNER_PASSWORD,
      appUser: login.DATABASE_APP_USER,
      appPassword: login.DATABASE_APP_PASSWORD,
      engineUser: login.DATABASE_ENGINE_USER,
      enginePassword: login.DATABASE_ENGINE_PASSWORD,
    });
    try {
      const noClock = { DATABASE_SEARCH_PATH: undefined };
      const runs = await Promise.all([1, 2, 3, 4].map(() => runProcess('on-call', name, 'migrate', noClock)));
      expect(runs.map((run) => [run.code, run.output.startsWith(`on-call: database "${name}": `)])).toEqual(
        runs.map(() => [0, true]),
      );
      expect(runs.filter((run) => run.output.includes('applied '))).toHaveLength(1);
      const names = await asSuperuser(name, async (client) => {
        const result = await client.query<{ name: string }>('select m.name from migrations m');
        return result.rows.map((row) => row.name);
      });
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeGreaterThan(5);
    } finally {
      await asSuperuser('postgres', (admin) => admin.query(`drop database ${name} with (force)`));
    }
  });
});

describe('the configuration of a process', () => {
  jest.setTimeout(60_000);

  it('names the known tenants when TENANT_NAME is unknown', async () => {
    const { code, output } = await runProcess('payroll', 'none', 'all');
    expect(code).toBe(1);
    expect(output).toContain('TENANT_NAME "payroll" is unknown; known tenants: case-management, on-call');
  });

  it('reports all mistakes at once with their path, and never a secret', async () => {
    const { code, output } = await runProcess('on-call', 'none', 'all', {
      PORT: 'http',
      DATABASE_POOL_SIZE: '1',
      DATABASE_TLS: 'perhaps',
      DATABASE_APP_PASSWORD: 'secret-one',
      KEY_HASHING_SECRET: 'secret-two',
      NOTIFICATION_CHANNELS: 'webhook,pigeon',
      WEBHOOK_SECRETS: 'secret-three',
      WEBHOOK_URL: 'https://user:secret-four@',
      WORKER_BATCH_SIZE: '51',
    });
    expect(code).toBe(1);
    expect(output).toContain('The configuration has 7 mistake(s):');
    for (const path of [
      'http.port (PORT)',
      'database.pool_size (DATABASE_POOL_SIZE)',
      'database.tls (DATABASE_TLS)',
      'auth.key_hashing_secret (KEY_HASHING_SECRET)',
      'notifications.channels.1',
      'notifications.webhook_url (WEBHOOK_URL)',
      'worker.batch_size (WORKER_BATCH_SIZE)',
    ]) {
      expect(output).toContain(`  - ${path}: `);
    }
    expect(output).not.toMatch(/secret-(one|two|three|four)/);
  });

  it('reports mistakes of form and of sense together', async () => {
    const { output } = await runProcess('on-call', 'none', 'all', {
      WORKER_BATCH_SIZE: '51',
      DATABASE_APP_USER: undefined,
      KEY_HASHING_SECRET: undefined,
      NOTIFICATION_CHANNELS: 'webhook',
      WEBHOOK_URL: 'nowhere',
      RELAY_LEASE_MS: '2000',
    });
    expect(output).toContain('The configuration has 6 mistake(s):');
    for (const path of [
      'worker.batch_size (WORKER_BATCH_SIZE)',
      'database.app.user',
      'auth.key_hashing_secret',
      'notifications.webhook_url (WEBHOOK_URL)',
      'notifications.webhook_secrets',
      'relay.lease_ms',
    ]) {
      expect(output).toContain(`  - ${path}: `);
    }
  });
});
