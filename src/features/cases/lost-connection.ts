import { setTimeout as pause } from 'node:timers/promises';
import { UnavailableError } from '../../kernel/index.js';
import { sqlState } from '../../platform/database/index.js';

const TRIES = 4;
const PAUSE_MS = 100;

/**
 * Runs `work` again, at most four times, while it loses its connection: nobody knows whether it was committed, so it
 * must be safe to repeat. Throws `UnavailableError` when the database stays away, and any other error at once.
 */
export async function survivingLostConnection<T>(work: () => Promise<T>, onLost: (error: unknown) => void): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      if (tries >= TRIES) throw new UnavailableError('The database does not answer.', { cause: error });
      onLost(error);
      await pause(PAUSE_MS * tries);
    }
  }
}

/** SQLSTATE class 08 and 57P01–03, and what sockets and the pool say. */
function isConnectionLost(error: unknown): boolean {
  if (error instanceof UnavailableError) return true;
  const state = sqlState(error);
  if (state !== undefined && /^(08|57P0)/.test(state)) return true;
  const text = error instanceof Error ? error.message : '';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return /Connection terminated|connection timeout/i.test(text) || /^(ECONN|EPIPE|ETIMEDOUT)/.test(String(code));
}
