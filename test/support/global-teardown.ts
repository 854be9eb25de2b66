import { releasePostgres } from './global-postgres.ts';

export default async function tearDown(): Promise<void> {
  await releasePostgres();
}
