import { parseArgs } from 'node:util';
import { environment, loadTenantConfig, TENANTS_FILE } from '../platform/config/index.js';
import { ownerDataSource } from '../platform/database/index.js';
import { createOrganization } from './organization.js';

const USAGE = 'usage: create-organization --name NAME --admin-email ADDRESS [--admin-name NAME]';

/** `create-organization`: prints the organization's id and its admin's keys as JSON, once. */
export async function createOrganizationCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { name: { type: 'string' }, 'admin-email': { type: 'string' }, 'admin-name': { type: 'string' } },
  });
  const { name, 'admin-email': adminEmail, 'admin-name': adminName } = values;
  if (name === undefined || name.trim() === '') throw new Error(USAGE);
  if (adminEmail === undefined || !/^[^@\s]+@[^@\s]+$/.test(adminEmail)) throw new Error(USAGE);
  const config = loadTenantConfig(environment, TENANTS_FILE);
  const owner = await ownerDataSource(config).initialize();
  try {
    const made = await owner.transaction((manager) =>
      createOrganization(manager, config.keyHashingSecret, { name, adminEmail, adminName: adminName ?? adminEmail }),
    );
    process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  } finally {
    await owner.destroy();
  }
}
