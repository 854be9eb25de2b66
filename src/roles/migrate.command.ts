import { environment, loadTenantConfig, TENANTS_FILE } from '../platform/config/index.js';
import { migrate } from '../platform/database/index.js';

/** `migrate`: brings the database of this process's tenant to this release and says what it did. */
export async function migrateCommand(): Promise<void> {
  const report = await migrate(loadTenantConfig(environment, TENANTS_FILE));
  const did = report.applied.length === 0 ? 'nothing to do' : `applied ${report.applied.join(', ')}`;
  process.stdout.write(`${report.tenant}: database "${report.database}": ${did}\n`);
}
