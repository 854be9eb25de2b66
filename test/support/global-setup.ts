import { provisionGroupRoles } from '../../src/launcher/provision.ts';
import { holdPostgres } from './global-postgres.ts';
import { startThrowAwayPostgres } from './throw-away-postgres.ts';

/** Jest's global set-up: one PostgreSQL for all files; each makes its own databases there (`TEST_POSTGRES`, JSON). */
export default async function setUp(): Promise<void> {
  const postgres = await startThrowAwayPostgres();
  holdPostgres(postgres);
  await provisionGroupRoles(postgres);
  const { host, port, superuser, password, dataDir, logFile } = postgres;
  process.env.TEST_POSTGRES = JSON.stringify({ host, port, superuser, password, dataDir, logFile });
}
