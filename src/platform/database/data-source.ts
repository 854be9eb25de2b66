import { DataSource } from 'typeorm';
import type { Login, TenantConfig } from '../config/index.js';
import { CorkedClient } from './corked-client.js';
import { columnTypes } from './types.js';

/** Serves requests: logs in as a member of casem_app, under row-level security. */
export class AppDataSource extends DataSource {}
/** Group writer, timers, sender, relay: logs in as a member of casem_engine. */
export class EngineDataSource extends DataSource {}

type DatabaseConfig = TenantConfig['database'];

/** Options of a connection pool for one of the tenant's three logins. `applicationName` is seen in pg_stat_activity. */
export function connectionOptions(database: DatabaseConfig, login: Login, applicationName: string, poolSize: number) {
  return {
    type: 'postgres' as const,
    host: database.host,
    port: database.port,
    database: database.name,
    username: login.user,
    password: login.password,
    applicationName,
    installExtensions: false,
    poolSize,
    connectTimeoutMS: database.connect_timeout_ms,
    ssl: tls(database),
    extra: {
      types: columnTypes,
      // statements that do not wait for each other (`Promise.all`) travel together
      pipeline: true,
      Client: CorkedClient,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      statement_timeout: database.statement_timeout_ms,
      lock_timeout: database.lock_timeout_ms,
      idle_in_transaction_session_timeout: database.idle_in_transaction_timeout_ms,
      options: sessionOptions(database),
    },
  };
}

/**
 * Days of events and counts are UTC, whatever the server's zone is. A page from anywhere costs about what the next one
 * costs, on the disks of today: with the default of 4 a join of a few rows reads tables of some thousand rows whole.
 */
function sessionOptions({ search_path: searchPath }: DatabaseConfig): string {
  const options = '-c timezone=UTC -c random_page_cost=1.1';
  return searchPath === undefined ? options : `${options} -c search_path=${searchPath}`;
}

function tls(database: DatabaseConfig): false | { rejectUnauthorized: boolean; ca?: string } {
  if (database.tls === 'disable') return false;
  const ca = database.tlsCa === undefined ? {} : { ca: database.tlsCa };
  return { rejectUnauthorized: database.tls === 'verify-full', ...ca };
}

export function appDataSource(config: TenantConfig): AppDataSource {
  return new AppDataSource(
    connectionOptions(config.database, config.database.app, `casem ${config.name} app`, config.database.pool_size),
  );
}

export function engineDataSource(config: TenantConfig): EngineDataSource {
  return new EngineDataSource(
    connectionOptions(
      config.database,
      config.database.engine,
      `casem ${config.name} engine`,
      config.database.pool_size,
    ),
  );
}
