import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/platform/database/index.js';
import { provisionTenant, type SuperuserConnection } from '../../src/launcher/provision.ts';
import { configFor } from './config.js';

export interface TestDatabase {
  readonly name: string;
  /** Runs SQL as the superuser, past every policy: what tests assert rows with. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

export function server(): SuperuserConnection {
  const facts = process.env.TEST_POSTGRES;
  if (facts === undefined) throw new Error('TEST_POSTGRES is not set: run through Jest with its global set-up');
  return JSON.parse(facts) as SuperuserConnection;
}

/**
 * Shadows the two clocks by functions that add a shift. The connections of the application name this schema before
 * pg_catalog, so production code runs unchanged under moved time.
 */
const TEST_CLOCK = `
create schema test_clock;
create table test_clock.shift (by interval not null);
insert into test_clock.shift values ('0');
create function test_clock.clock_timestamp() returns timestamptz volatile language sql
  as 'select pg_catalog.clock_timestamp() + s.by from test_clock.shift s';
create function test_clock.now() returns timestamptz stable language sql
  as 'select pg_catalog.now() + s.by from test_clock.shift s';
grant usage on schema test_clock to casem_app, casem_engine;
grant select on test_clock.shift to casem_app, casem_engine;`;

export const TEST_SEARCH_PATH = 'test_clock,public,pg_catalog';

/** A database of its own, copied from the migrated template of the tenant (some 20 ms). */
export async function createDatabase(tenant: string): Promise<TestDatabase> {
  const template = await ensureTemplate(tenant);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser('postgres', (client) =>
    client.query(`create database ${name} template "${template}" strategy file_copy`),
  );
  const client = await connect(name);
  return {
    name,
    async query<Row>(sql: string, parameters: unknown[] = []) {
      const result = await client.query(sql, parameters);
      return result.rows as Row[];
    },
    async drop() {
      await client.end();
      await asSuperuser('postgres', (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** Jest's workers take turns; the first one makes the template. */
async function ensureTemplate(tenant: string): Promise<string> {
  const template = `template_${tenant.replaceAll('-', '_')}`;
  await asSuperuser('postgres', async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const found = await client.query('select 1 from pg_database d where d.datname = $1', [`${template}_done`]);
    if (found.rowCount !== 0) return;
    const config = configFor(tenant, template);
    const { owner, app, engine } = config.database;
    await provisionTenant(server(), {
      database: template,
      ownerUser: owner?.user ?? '',
      ownerPassword: owner?.password ?? '',
      appUser: app.user,
      appPassword: app.password,
      engineUser: engine.user,
      enginePassword: engine.password,
    });
    await migrate(config);
    await asSuperuser(template, (admin) => admin.query(TEST_CLOCK));
    await client.query(`alter database "${template}" rename to "${template}_done"`);
  });
  return `${template}_done`;
}

async function connect(database: string): Promise<Client> {
  const { host, port, superuser, password } = server();
  const client = new Client({ host, port, user: superuser, password, database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function asSuperuser<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
