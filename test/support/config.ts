import { loadTenantConfig, TENANTS_FILE, type TenantConfig } from '../../src/platform/config/index.js';
import { server } from './database.js';

/** The settings of a tenant on the test server, as an operator would give them. `over` wins. */
export function environmentFor(tenant: string, database: string, over: Record<string, string> = {}) {
  const { host, port } = server();
  const user = (role: string) => `casem_${tenant.replaceAll('-', '_')}_${role}`;
  return {
    TENANT_NAME: tenant,
    PORT: '1',
    LISTEN_HOST: '127.0.0.1',
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database,
    DATABASE_OWNER_USER: user('owner'),
    DATABASE_OWNER_PASSWORD: 'owner password of the tests',
    DATABASE_APP_USER: user('app'),
    DATABASE_APP_PASSWORD: 'app password of the tests',
    DATABASE_ENGINE_USER: user('engine'),
    DATABASE_ENGINE_PASSWORD: 'engine password of the tests',
    DATABASE_POOL_SIZE: '8',
    KEY_HASHING_SECRET: 'a secret of the tests with more than 32 characters',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    // Tests about pace set their own: others must not meet it.
    NOTIFICATIONS_PER_PERSON_PER_MINUTE: '10000',
    WORKER_POLL_MS: '50',
    RELAY_POLL_MS: '20',
    ...over,
  };
}

export function configFor(tenant: string, database: string, over: Record<string, string> = {}): TenantConfig {
  return loadTenantConfig(environmentFor(tenant, database, over), TENANTS_FILE);
}
