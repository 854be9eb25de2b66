import type { ThrowAwayPostgres } from './throw-away-postgres.ts';

declare global {
  /** Between Jest's set-up and teardown, which it may load as separate copies of this module. */
  var testPostgres: ThrowAwayPostgres | undefined;
}

export function holdPostgres(postgres: ThrowAwayPostgres): void {
  globalThis.testPostgres = postgres;
}

export async function releasePostgres(): Promise<void> {
  await globalThis.testPostgres?.stop();
  globalThis.testPostgres = undefined;
}
