import { readdirSync, readFileSync } from 'node:fs';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { TenantConfig } from '../config/index.js';
import { connectionOptions } from './data-source.js';

/** Same depth from `src/` and from `dist/`. */
const FOLDER = new URL('../../../migrations/', import.meta.url);
const FILE_NAME = /^(\d{13})-([a-z0-9-]+)\.sql$/;
/** Any fixed number: two processes that start at once take turns. */
const ADVISORY_LOCK = 6_481_000_001;

type MigrationClass = new () => MigrationInterface;

/** A migration class for each `<13-digit ms>-name.sql`, as TypeORM wants them; a file is one transaction. */
export function migrationsFromFiles(): MigrationClass[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const [, time, title] = FILE_NAME.exec(file) ?? [];
      if (time === undefined || title === undefined) {
        throw new Error(`migrations/${file}: the name must be <13 digits>-<name>.sql`);
      }
      const sql = readFileSync(new URL(file, FOLDER), 'utf8');
      return class implements MigrationInterface {
        readonly name = `${title}${time}`;
        async up(runner: QueryRunner): Promise<void> {
          await runner.query(sql);
        }
        down(): Promise<void> {
          return Promise.reject(new Error('migrations go forward only'));
        }
      };
    });
}

export interface MigrationReport {
  readonly tenant: string;
  readonly database: string;
  readonly applied: readonly string[];
}

/**
 * Brings the tenant's database to this release as its owner. Refuses a database of another tenant, and one that is
 * newer than the code. Safe when several processes start at once.
 */
export async function migrate(config: TenantConfig): Promise<MigrationReport> {
  const { owner, name } = config.database;
  if (owner === undefined) {
    throw new Error('database.owner.user is required to migrate (DATABASE_OWNER_USER, DATABASE_OWNER_PASSWORD)');
  }
  const dataSource = await ownerDataSource(config).initialize();
  const guard = dataSource.createQueryRunner();
  try {
    await guard.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await assertTenant(guard, config);
    await assertNotNewer(guard, name);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    await guard.query('grant select on public.migrations to casem_app, casem_engine');
    await guard.query(
      `insert into tenant_marker (only_row, tenant, created_at) values (true, $1, clock_timestamp())
       on conflict do nothing`,
      [config.name],
    );
    return { tenant: config.name, database: name, applied: applied.map((migration) => migration.name) };
  } finally {
    await guard.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await guard.release();
    await dataSource.destroy();
  }
}

/** A pool of the owner's login: for migrations and for commands that an operator runs, never for requests. */
export function ownerDataSource(config: TenantConfig): DataSource {
  const { owner } = config.database;
  if (owner === undefined) throw new Error('database.owner.user is required (DATABASE_OWNER_USER)');
  const options = connectionOptions(config.database, owner, `casem ${config.name} owner`, 2);
  const { search_path: _, ...database } = config.database;
  return new DataSource({
    ...options,
    extra: { ...connectionOptions(database, owner, '', 2).extra, statement_timeout: 0, lock_timeout: 60_000 },
    migrations: migrationsFromFiles(),
    migrationsTableName: 'migrations',
  });
}

interface Reader {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** Stops a process whose settings name another tenant's database. Without a marker the database is new. */
export async function assertTenant(reader: Reader, config: TenantConfig): Promise<void> {
  const found = (await reader.query(`select to_regclass('public.tenant_marker') is not null as there`)) as {
    there: boolean;
  }[];
  if (found[0]?.there !== true) return;
  const rows = (await reader.query('select tenant from public.tenant_marker')) as { tenant: string }[];
  const owner = rows[0]?.tenant;
  if (owner !== undefined && owner !== config.name) {
    throw new WrongDatabaseError(
      `The database "${config.database.name}" belongs to the tenant "${owner}", and this process serves ` +
        `"${config.name}". Fix database.name (DATABASE_NAME) or TENANT_NAME.`,
    );
  }
}

async function assertNotNewer(reader: Reader, database: string): Promise<void> {
  const table = (await reader.query(`select to_regclass('public.migrations') is not null as there`)) as {
    there: boolean;
  }[];
  if (table[0]?.there !== true) return;
  const known = new Set(migrationsFromFiles().map((migration) => new migration().name));
  const applied = (await reader.query('select name from public.migrations')) as { name: string }[];
  const newer = applied.filter((row) => !known.has(row.name)).map((row) => row.name);
  if (newer.length > 0) {
    throw new WrongDatabaseError(
      `The database "${database}" is newer than this release: it has ${newer.join(', ')}. ` +
        'Run the newer release, or fix database.name (DATABASE_NAME).',
    );
  }
}

/** Migrations of this release that the database has not. */
export async function pendingMigrations(reader: Reader): Promise<string[]> {
  const table = (await reader.query(`select to_regclass('public.migrations') is not null as there`)) as {
    there: boolean;
  }[];
  const names = migrationsFromFiles().map((migration) => new migration().name ?? '');
  if (table[0]?.there !== true) return names;
  const applied = (await reader.query('select name from public.migrations')) as { name: string }[];
  const done = new Set(applied.map((row) => row.name));
  return names.filter((name) => !done.has(name));
}

/** The database is not the one this process may use; the message names the setting to fix. */
export class WrongDatabaseError extends Error {}
