import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `check` answers without throwing and not with false, at most `withinMs`. The last failure is the test's.
 * For what happens by itself in another process or loop; never a fixed sleep.
 */
export async function eventually<T>(check: () => Promise<T> | T, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      const result = await check();
      if (result !== false) return result;
      if (performance.now() > deadline) throw new Error('it did not become true in time');
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(15);
  }
}
