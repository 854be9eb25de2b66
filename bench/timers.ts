import { setTimeout as pause } from 'node:timers/promises';
import type { Product } from './product.ts';
import { seedWaitingPages } from './seed.ts';

const GIVE_UP_MS = 300_000;

/** Seconds until as many timers as given, all due at one moment, have been executed. */
export async function measureDrain(product: Product, timers: number): Promise<number> {
  await seedWaitingPages(product, timers, `'infinity'`);
  await product.admin.query(`update timers set due_at = clock_timestamp() where due_at = 'infinity'`);
  const start = performance.now();
  while (performance.now() - start < GIVE_UP_MS) {
    const due = await product.admin.query<{ none: boolean }>(
      'select not exists (select 1 from timers t where t.due_at <= clock_timestamp()) as none',
    );
    if (due.rows[0]?.none === true) return (performance.now() - start) / 1000;
    await pause(50);
  }
  return Number.POSITIVE_INFINITY;
}
