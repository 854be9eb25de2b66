import { Client, escapeIdentifier as name, escapeLiteral as text } from 'pg';

export interface SuperuserConnection {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
}

/** A tenant's database and its three logins (DESIGN §4.4). */
export interface TenantDatabase {
  readonly database: string;
  readonly ownerUser: string;
  readonly ownerPassword: string;
  readonly appUser: string;
  readonly appPassword: string;
  readonly engineUser: string;
  readonly enginePassword: string;
}

/** The roles that migrations grant to and write policies for; the logins of every tenant are their members. */
export const GROUP_ROLES = { app: 'casem_app', engine: 'casem_engine' } as const;

/** Any number will do; all who provision one server take the same, in the database `postgres`. */
const ADVISORY_LOCK = 6_481_648_200;

/** Makes the two group roles of the server when they are missing. Safe to repeat and in parallel. */
export async function provisionGroupRoles(server: SuperuserConnection): Promise<void> {
  await alone(server, ensureGroupRoles);
}

/**
 * Makes the tenant's logins and database, or brings them to these passwords and rights. Safe to repeat and in parallel.
 * Only the three logins may connect to the database; the owner owns it and its schema `public`; `pg_trgm` is there.
 */
export async function provisionTenant(server: SuperuserConnection, tenant: TenantDatabase): Promise<void> {
  await alone(server, async (client) => {
    await ensureGroupRoles(client);
    await ensureLogin(client, tenant.ownerUser, tenant.ownerPassword);
    await ensureLogin(client, tenant.appUser, tenant.appPassword);
    await ensureLogin(client, tenant.engineUser, tenant.enginePassword);
    await client.query(`grant ${name(GROUP_ROLES.app)} to ${name(tenant.appUser)}`);
    await client.query(`grant ${name(GROUP_ROLES.engine)} to ${name(tenant.engineUser)}`);
    await ensureDatabase(client, tenant);
    await prepareSchema(server, tenant);
  });
}

/** Runs `work` on the database `postgres` while nobody else provisions this server. */
async function alone(server: SuperuserConnection, work: (client: Client) => Promise<void>): Promise<void> {
  await connected(server, 'postgres', async (client) => {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await work(client);
  });
}

async function ensureGroupRoles(client: Client): Promise<void> {
  for (const role of Object.values(GROUP_ROLES)) {
    if (!(await exists(client, 'select 1 from pg_roles r where r.rolname = $1', role))) {
      await client.query(`create role ${name(role)} nologin`);
    }
  }
}

async function ensureLogin(client: Client, user: string, password: string): Promise<void> {
  const known = await exists(client, 'select 1 from pg_roles r where r.rolname = $1', user);
  await client.query(`${known ? 'alter' : 'create'} role ${name(user)} login password ${text(password)}`);
}

async function ensureDatabase(client: Client, tenant: TenantDatabase): Promise<void> {
  const database = name(tenant.database);
  if (!(await exists(client, 'select 1 from pg_database d where d.datname = $1', tenant.database))) {
    await client.query(`create database ${database} owner ${name(tenant.ownerUser)}`);
  }
  await client.query(`alter database ${database} owner to ${name(tenant.ownerUser)}`);
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect, create on database ${database} to ${name(tenant.ownerUser)}`);
  await client.query(`grant connect on database ${database} to ${name(tenant.appUser)}, ${name(tenant.engineUser)}`);
}

async function prepareSchema(server: SuperuserConnection, tenant: TenantDatabase): Promise<void> {
  await connected(server, tenant.database, async (client) => {
    await client.query(`alter schema public owner to ${name(tenant.ownerUser)}`);
    await client.query('revoke create on schema public from public');
    const groups = Object.values(GROUP_ROLES).map(name).join(', ');
    await client.query(`grant usage on schema public to ${groups}`);
    await client.query('create extension if not exists pg_trgm schema public');
  });
}

async function connected(
  server: SuperuserConnection,
  database: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const { host, port, superuser: user, password } = server;
  const client = new Client({ host, port, user, password, database, connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function exists(client: Client, query: string, value: string): Promise<boolean> {
  const { rows } = await client.query(query, [value]);
  return rows.length > 0;
}
