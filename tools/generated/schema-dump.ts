import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { ensureBuilt } from '../../src/launcher/build.ts';
import { tenantDatabase, tenantEnvironment } from '../../src/launcher/environment.ts';
import { provisionTenant } from '../../src/launcher/provision.ts';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from '../../test/support/throw-away-postgres.ts';
import { ROOT, type GeneratedFile } from './generated.ts';
import { dumpSchema } from './schema-queries.ts';

/** The same migrations run on every tenant's database; any tenant will do. */
const TENANT = 'on-call';

/** What the migrations make of an empty database, read from the catalogue of a throw-away PostgreSQL. */
export async function schemaDump(): Promise<GeneratedFile[]> {
  const main = await ensureBuilt(ROOT, () => undefined, new AbortController().signal);
  const postgres = await startThrowAwayPostgres();
  try {
    const database = tenantDatabase(TENANT, {
      owner_password: 'owner',
      app_password: 'app',
      engine_password: 'engine',
      key_hashing_secret: '',
    });
    await provisionTenant(postgres, database);
    await migrate(main, postgres, database);
    const { host, port, superuser: user, password } = postgres;
    const client = new Client({ host, port, user, password, database: database.database });
    await client.connect();
    try {
      const dump = await dumpSchema(client);
      // The logins' names are an installation's; their part in the product is not.
      return [{ path: 'docs/schema.sql', text: dump.replaceAll(database.ownerUser, 'owner') }];
    } finally {
      await client.end();
    }
  } finally {
    await postgres.stop();
  }
}

async function migrate(
  main: string,
  postgres: ThrowAwayPostgres,
  database: ReturnType<typeof tenantDatabase>,
): Promise<void> {
  const environment = tenantEnvironment(process.env, {
    tenant: TENANT,
    port: 1,
    postgres,
    database,
    keyHashingSecret: 'not a secret, only long enough to be one',
    demoKeys: undefined,
    logLevel: 'warn',
  });
  const child = spawn(process.execPath, [join(main), 'migrate'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const said = await text(child.stderr);
  if ((await ended) !== 0) throw new Error(`the migrations fail:\n${said}`);
}
