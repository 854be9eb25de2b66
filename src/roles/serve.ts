import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DemoSession } from '../capabilities/auth/index.js';
import { environment, loadTenantConfig, TENANTS_FILE, type RoleName } from '../platform/config/index.js';
import { migrate } from '../platform/database/index.js';
import { createApplication } from './application.js';
import { prepareDemo } from './demo.js';

/** A process that has not stopped by then is cut off: Kubernetes would do it less politely. */
const STOP_WITHIN_MS = 9_500;

/** Serves the tenant until SIGTERM, SIGINT, or until the launcher that started it is gone. */
export async function serve(roles: ReadonlySet<RoleName>): Promise<void> {
  const config = loadTenantConfig(environment, TENANTS_FILE);
  if (config.database.migrate_on_start) await migrate(config);
  const app = await createApplication(config, roles);
  stopOnSignals(app);
  await app.listen(config.http.port, config.http.host);
  new Logger('main').log({ msg: 'serving', roles: [...roles], port: config.http.port });
  if (config.demo.data) {
    const demo = await prepareDemo(config);
    const session = app.get(DemoSession);
    session.open(demo);
    process.send?.({ type: 'ready', tenant: config.name, demo: { ...demo, inbox_token: session.token } });
  }
}

function stopOnSignals(app: NestFastifyApplication): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        new Logger('main').error({ err: error, msg: 'stopped uncleanly' });
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
}
