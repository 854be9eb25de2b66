import type { RunningPostgres } from './postgres.ts';
import type { TenantDatabase } from './provision.ts';
import type { TenantSecrets } from './secrets.ts';
import { DATABASES, roleName, type TenantName } from './tenants.ts';

/** Settings of another installation that would win over, or stand beside, those given here. */
const NEVER_INHERITED =
  /^(DATABASE_.*_FILE|DATABASE_TLS|KEY_HASHING_SECRET_FILE|DEMO_.*|PUBLIC_URL|PG[A-Z]+|NODE_CHANNEL_.*)$/;

export interface DemoKeys {
  readonly apiKey: string;
  readonly applicationKey: string;
}

/** A tenant's database on the embedded server, as `provisionTenant` wants it. */
export function tenantDatabase(tenant: TenantName, secrets: TenantSecrets): TenantDatabase {
  return {
    database: DATABASES[tenant],
    ownerUser: roleName(tenant, 'owner'),
    ownerPassword: secrets.owner_password,
    appUser: roleName(tenant, 'app'),
    appPassword: secrets.app_password,
    engineUser: roleName(tenant, 'engine'),
    enginePassword: secrets.engine_password,
  };
}

/**
 * The environment of a tenant's process: what the person has set, and over it the facts of this start. Of the secrets
 * only the tenant's own.
 */
export function tenantEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  facts: {
    readonly tenant: TenantName;
    readonly port: number;
    readonly postgres: Pick<RunningPostgres, 'host' | 'socketDirectory' | 'port'>;
    readonly database: TenantDatabase;
    readonly keyHashingSecret: string;
    readonly demoKeys: DemoKeys | undefined;
    readonly logLevel: string;
  },
): Record<string, string> {
  const { postgres, database, demoKeys } = facts;
  const own: Record<string, string> = {
    TENANT_NAME: facts.tenant,
    PORT: String(facts.port),
    LISTEN_HOST: '127.0.0.1',
    DATABASE_HOST: postgres.socketDirectory ?? postgres.host,
    DATABASE_PORT: String(postgres.port),
    DATABASE_NAME: database.database,
    DATABASE_OWNER_USER: database.ownerUser,
    DATABASE_OWNER_PASSWORD: database.ownerPassword,
    DATABASE_APP_USER: database.appUser,
    DATABASE_APP_PASSWORD: database.appPassword,
    DATABASE_ENGINE_USER: database.engineUser,
    DATABASE_ENGINE_PASSWORD: database.enginePassword,
    KEY_HASHING_SECRET: facts.keyHashingSecret,
    MIGRATE_ON_START: 'true',
    DEMO_DATA: 'true',
    LOG_LEVEL: facts.logLevel,
    ...(demoKeys === undefined ? {} : { DEMO_API_KEY: demoKeys.apiKey, DEMO_APPLICATION_KEY: demoKeys.applicationKey }),
  };
  const kept = Object.entries(inherited).flatMap(([name, value]) =>
    value === undefined || NEVER_INHERITED.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), ...own };
}
