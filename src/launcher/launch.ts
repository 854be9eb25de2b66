import { setTimeout as delay } from 'node:timers/promises';
import { banner } from './banner.ts';
import { ensureBuilt } from './build.ts';
import { emptyDataDirectory, openDataDirectory, type DataDirectory } from './data-directory.ts';
import { takeDemoKeys, writeDemoFile, type TenantAnswer } from './demo-file.ts';
import { tenantDatabase, tenantEnvironment } from './environment.ts';
import { LauncherError } from './failure.ts';
import type { StartOptions } from './options.ts';
import { isPortFree } from './ports.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { provisionTenant } from './provision.ts';
import { ensureSecrets, type Secrets } from './secrets.ts';
import { TenantProcess } from './tenant-process.ts';
import { TENANT_NAMES, type TenantName } from './tenants.ts';

const READY_WITHIN_MS = 120_000;
/** Applications of a killed launcher drain for up to 10 s before their ports are free. */
const LEAVING_WITHIN_MS = 12_000;

/**
 * Runs everything until `stop` aborts or a part of it ends, and takes it down in the opposite order. Returns after a
 * requested stop; throws `LauncherError` when something could not start or ended by itself.
 */
export async function launch(root: string, options: StartOptions, stop: AbortSignal): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const directory = parts.adopt(openDataDirectory(options.dataDir), (it) => {
    it.close();
  });
  const ports = portsFrom(options.port);
  await refuseTakenPorts(ports, directory.wasAbandoned ? LEAVING_WITHIN_MS : 0);
  if (options.reset) await emptyDataDirectory(directory);
  const demoKeys = takeDemoKeys(directory.demo);
  const main = await ensureBuilt(root, say, stop);
  stop.throwIfAborted();
  say('Starting PostgreSQL …');
  const secrets = ensureSecrets(directory.secrets);
  const postgres = parts.adopt(
    await startPostgres({ dataDir: directory.postgres, durable: true, avoidPorts: Object.values(ports) }),
    (it) => it.stop(),
  );
  for (const tenant of TENANT_NAMES) await provisionTenant(postgres, tenantDatabase(tenant, secrets[tenant]));
  stop.throwIfAborted();
  say('Starting the tenants …');
  const processes = forkTenants({ main, ports, postgres, secrets, directory, demoKeys });
  parts.defer(async () => {
    say('Stopping …');
    await Promise.all(processes.map((process) => process.stop()));
  });

  // Either the person or a part that ends by itself ends the launch.
  const ended = Promise.race([requested(stop), failed([postgres.ended, ...processes.map(({ ended }) => ended)], stop)]);
  const answered = await Promise.race([answers(processes, ports), ended, tooLate()]);
  if (answered !== undefined) {
    writeDemoFile(directory.demo, answered);
    process.stdout.write(`${banner(answered, directory.path)}\n`);
    await ended;
  }
}

function portsFrom(first: number): Readonly<Record<TenantName, number>> {
  return { 'on-call': first, 'case-management': first + 1 };
}

async function refuseTakenPorts(ports: Readonly<Record<TenantName, number>>, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const tenant of TENANT_NAMES) {
    while (!(await isPortFree(ports[tenant]))) {
      if (performance.now() < deadline) {
        await delay(100);
        continue;
      }
      throw new LauncherError(
        `Port ${ports[tenant]}, where ${tenant} should listen, is taken by another program. ` +
          'Stop that, or choose others with --port N (case-management takes N + 1).',
      );
    }
  }
}

function forkTenants(facts: {
  main: string;
  ports: Readonly<Record<TenantName, number>>;
  postgres: RunningPostgres;
  secrets: Secrets;
  directory: DataDirectory;
  demoKeys: ReturnType<typeof takeDemoKeys>;
}): TenantProcess[] {
  const logLevel = process.env.LOG_LEVEL ?? (process.stdout.isTTY ? 'warn' : 'info');
  return TENANT_NAMES.map(
    (tenant) =>
      new TenantProcess({
        tenant,
        main: facts.main,
        environment: tenantEnvironment(process.env, {
          tenant,
          port: facts.ports[tenant],
          postgres: facts.postgres,
          database: tenantDatabase(tenant, facts.secrets[tenant]),
          keyHashingSecret: facts.secrets[tenant].key_hashing_secret,
          demoKeys: facts.demoKeys(tenant),
          logLevel,
        }),
        logFile: facts.directory.logOf(tenant),
        show: (line) => {
          process.stderr.write(`[${tenant}] ${line}\n`);
        },
      }),
  );
}

async function answers(
  processes: readonly TenantProcess[],
  ports: Readonly<Record<TenantName, number>>,
): Promise<Readonly<Record<TenantName, TenantAnswer>>> {
  const answerOf = async (tenant: TenantName): Promise<TenantAnswer> => {
    const found = processes.find((process) => process.tenant === tenant);
    if (found === undefined) throw new LauncherError(`${tenant} was not started.`);
    return { url: `http://127.0.0.1:${ports[tenant]}`, demo: await found.ready };
  };
  const [onCall, cases] = await Promise.all([answerOf('on-call'), answerOf('case-management')]);
  return { 'on-call': onCall, 'case-management': cases };
}

function requested(stop: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve(undefined);
    stop.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
}

/** Rejects with the report of the first part that ends although nobody asked it to. */
async function failed(endings: readonly Promise<string>[], stop: AbortSignal): Promise<undefined> {
  const report = await Promise.race(endings);
  if (stop.aborted) return undefined;
  throw new LauncherError(report);
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(
        new LauncherError(`The tenants did not answer within ${READY_WITHIN_MS / 1000} s. Their logs may say why.`),
      );
    }, READY_WITHIN_MS).unref();
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
