import { ownerDataSource } from '../../../src/platform/database/index.js';
import { configFor } from '../../support/config.js';
import { createDatabase } from '../../support/database.js';
import { makeOrganization, type TestOrganization } from '../../support/organization.js';
import { startProcess } from '../../support/process.js';
import { announce } from './announce.js';

/** A tenant as operators run it, in a process of its own, with two organizations. */
export interface ServedTenant {
  readonly url: string;
  readonly org: TestOrganization;
  readonly otherOrg: TestOrganization;
  /** The lines of its log that mean that somebody must act. */
  errors(): readonly string[];
  stop(): Promise<void>;
}

export async function serveTenant(name: string, environment: Record<string, string>): Promise<ServedTenant> {
  const database = await createDatabase(name);
  const config = configFor(name, database.name);
  const owner = await ownerDataSource(config).initialize();
  const org = await makeOrganization(owner, config.keyHashingSecret, 'acme');
  const otherOrg = await makeOrganization(owner, config.keyHashingSecret, 'other');
  await owner.destroy();
  const app = await startProcess({ config, database }, 'all', environment);
  announce(`started ${name} at ${app.url} (process ${app.pid}, database ${database.name})`);
  return {
    url: app.url,
    org,
    otherOrg,
    errors: () => app.log.split('\n').filter((line) => /"level":(50|60)\b|"level":"(error|fatal)"/.test(line)),
    async stop() {
      await app.stop();
      await database.drop();
      announce(`stopped ${name}`);
    },
  };
}
