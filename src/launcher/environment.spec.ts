import { expect, test } from '@jest/globals';
import { tenantDatabase, tenantEnvironment } from './environment.ts';

const secrets = {
  owner_password: 'owner-secret',
  app_password: 'app-secret',
  engine_password: 'engine-secret',
  key_hashing_secret: 'hash-secret',
};

test("gives a tenant's process its own facts, and nothing of another installation", () => {
  const environment = tenantEnvironment(
    {
      PATH: '/bin',
      LOG_LEVEL: 'debug',
      RATE_LIMIT_PER_MINUTE: '5',
      DATABASE_HOST: 'production',
      DATABASE_APP_PASSWORD_FILE: '/etc/secret',
      DATABASE_TLS: 'true',
      KEY_HASHING_SECRET_FILE: '/etc/secret',
      DEMO_API_KEY: 'foreign',
      PGPASSWORD: 'foreign',
    },
    {
      tenant: 'on-call',
      port: 6481,
      postgres: { host: '127.0.0.1', socketDirectory: undefined, port: 5000 },
      database: tenantDatabase('on-call', secrets),
      keyHashingSecret: secrets.key_hashing_secret,
      demoKeys: undefined,
      logLevel: 'debug',
    },
  );
  expect(environment).toEqual({
    PATH: '/bin',
    LOG_LEVEL: 'debug',
    RATE_LIMIT_PER_MINUTE: '5',
    TENANT_NAME: 'on-call',
    PORT: '6481',
    LISTEN_HOST: '127.0.0.1',
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: '5000',
    DATABASE_NAME: 'case-management-oncall',
    DATABASE_OWNER_USER: 'casem_on_call_owner',
    DATABASE_OWNER_PASSWORD: 'owner-secret',
    DATABASE_APP_USER: 'casem_on_call_app',
    DATABASE_APP_PASSWORD: 'app-secret',
    DATABASE_ENGINE_USER: 'casem_on_call_engine',
    DATABASE_ENGINE_PASSWORD: 'engine-secret',
    KEY_HASHING_SECRET: 'hash-secret',
    MIGRATE_ON_START: 'true',
    DEMO_DATA: 'true',
  });
});
