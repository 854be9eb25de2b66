import type { ThrowAwayPostgres } from './throw-away-postgres.ts';

/** Jest may load set-up and teardown as separate modules; the symbol is the same in both. */
const KEY = Symbol.for('case-management.test-postgres');
const holder: { [KEY]?: ThrowAwayPostgres | undefined } = globalThis;

export function holdPostgres(postgres: ThrowAwayPostgres): void {
  holder[KEY] = postgres;
}

export async function releasePostgres(): Promise<void> {
  await holder[KEY]?.stop();
  holder[KEY] = undefined;
}
