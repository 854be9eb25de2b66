import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { ensureBuilt } from './build.ts';
import { openDataDirectory } from './data-directory.ts';
import { tenantDatabase, tenantEnvironment } from './environment.ts';
import { explain, LauncherError } from './failure.ts';
import { lockHolder } from './lock.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { provisionTenant } from './provision.ts';
import { ensureSecrets, type Secrets } from './secrets.ts';
import { requestedStop } from './stop-request.ts';
import { namesDatabase, settingsOf } from './tenant-settings.ts';
import { TENANT_NAMES } from './tenants.ts';

/*
 * `npm run migrate`: one process a tenant, one report. With DATABASE_… or CONFIG_FILE set, alone or with a tenant's
 * prefix (ON_CALL_DATABASE_HOST), the databases they name; TENANT_NAME limits it to one tenant. Without any, those of
 * `npm start` in .data, whether it runs or not.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));

const HELP = `npm run migrate [-- --data-dir DIR]

Brings the database of each tenant to this release. With DATABASE_… or CONFIG_FILE set, the databases they name; without,
those of npm start in DIR (default .data).
`;

async function main(): Promise<number> {
  const { help, dataDir } = argumentsOf(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = requestedStop();
  const built = await ensureBuilt(root, (line) => process.stdout.write(`${line}\n`), stop);
  const tenants = knownTenants();
  if (!namesDatabase(tenants, process.env)) return migrateEmbedded(built, dataDir);
  const only = process.env.TENANT_NAME;
  const chosen = only === undefined || only === '' ? tenants : [only];
  const codes = [];
  for (const tenant of chosen) codes.push(await migrate(built, tenant, settingsOf(tenant, tenants, process.env)));
  return codes.every((code) => code === 0) ? 0 : 1;
}

/** Throws a sentence that names an argument it does not know. */
function argumentsOf(args: readonly string[]): { help: boolean; dataDir: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        'data-dir': { type: 'string', default: join(root, '.data') },
      },
    });
    return { help: values.help, dataDir: resolve(values['data-dir']) };
  } catch (error) {
    throw new LauncherError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, { cause: error });
  }
}

/** On the server of a running `npm start`, else on one that runs as long as this. */
async function migrateEmbedded(built: string, dataDir: string): Promise<number> {
  if (lockHolder(join(dataDir, 'launcher.lock')) !== undefined) {
    const port = Number(readFileSync(join(dataDir, 'postgres/port'), 'utf8'));
    const postgres = { host: '127.0.0.1', socketDirectory: undefined, port };
    return migrateAll(built, postgres, ensureSecrets(join(dataDir, 'secrets.json')));
  }
  await using parts = new AsyncDisposableStack();
  const directory = parts.adopt(openDataDirectory(dataDir), (it) => {
    it.close();
  });
  const secrets = ensureSecrets(directory.secrets);
  const postgres = parts.adopt(await startPostgres({ dataDir: directory.postgres, durable: true }), (it) => it.stop());
  for (const tenant of TENANT_NAMES) await provisionTenant(postgres, tenantDatabase(tenant, secrets[tenant]));
  return await migrateAll(built, postgres, secrets);
}

async function migrateAll(
  built: string,
  postgres: Pick<RunningPostgres, 'host' | 'socketDirectory' | 'port'>,
  secrets: Secrets,
): Promise<number> {
  const codes = [];
  for (const tenant of TENANT_NAMES) {
    const environment = tenantEnvironment(process.env, {
      tenant,
      port: 1,
      postgres,
      database: tenantDatabase(tenant, secrets[tenant]),
      keyHashingSecret: secrets[tenant].key_hashing_secret,
      demoKeys: undefined,
      logLevel: 'warn',
    });
    codes.push(await migrate(built, tenant, environment));
  }
  return codes.every((code) => code === 0) ? 0 : 1;
}

/** Runs `migrate` for one tenant and shows its report, or what is wrong, under the tenant's name. */
async function migrate(built: string, tenant: string, environment: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [built, 'migrate'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
  const [report, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await ended;
  if (code === 0) process.stdout.write(report);
  else process.stderr.write(`${tenant}: not migrated\n${complaint.trim().replace(/^/gm, '  ')}\n`);
  return code;
}

function knownTenants(): string[] {
  const tree: unknown = parse(readFileSync(join(root, 'config/tenants.yaml'), 'utf8'));
  if (typeof tree !== 'object' || tree === null) throw new LauncherError('config/tenants.yaml must be a mapping.');
  return Object.keys(tree);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
