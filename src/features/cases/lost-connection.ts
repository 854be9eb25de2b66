import { setTimeout as pause } from 'node:timers/promises';
import { UnavailableError } from '../../kernel/index.js';

const TRIES = 6;
const PAUSE_MS = 100;

/**
 * Runs `work` again, at most six times, while it loses its connection: nobody knows whether it was committed, so it
 * must be safe to repeat. Throws `UnavailableError` when the database stays away, and any other error at once.
 */
export async function survivingLostConnection<T>(work: () => Promise<T>, onLost: (error: unknown) => void): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnavailableError) || tries >= TRIES) throw error;
      onLost(error);
      await pause(PAUSE_MS * tries);
    }
  }
}
