import { setTimeout as pause } from 'node:timers/promises';
import { Caller, openLoop, quantile } from './load.ts';
import type { Product } from './product.ts';

const PAGES_A_SECOND = 50;
const SETTLE_MS = 60_000;

export interface NotificationDelays {
  readonly pages: number;
  readonly notified: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * From the request being due to the first notification recorded, in ms. The record's time is the database's, which runs
 * on the same host and clock.
 */
export async function measureNotificationDelay(product: Product, seconds: number): Promise<NotificationDelays> {
  const caller = new Caller(product.url, product.headers, 32);
  const sentAt = new Map<string, number>();
  const target = { type: 'team_id', identifier: product.teamId };
  await openLoop(PAGES_A_SECOND, seconds, async (index) => {
    const at = Date.now();
    const attributes = { title: `Page ${index}`, urgency: 'high', target, services: [`service-${index}`] };
    const body = JSON.stringify({ data: { type: 'pages', attributes } });
    const answer = await caller.call({ method: 'POST', path: '/api/unstable/on-call/pages', body });
    const { data } = JSON.parse(answer.text) as { data: { id: string } };
    sentAt.set(data.id, at);
  });
  await caller.close();
  const recorded = await firstRecords(product, [...sentAt.keys()]);
  const delays = [...sentAt].flatMap(([id, at]) => {
    const end = recorded.get(id);
    return end === undefined ? [] : [end - at];
  });
  return { pages: sentAt.size, notified: delays.length, p50Ms: quantile(delays, 0.5), p99Ms: quantile(delays, 0.99) };
}

/** When each page had its first notification recorded, in ms of the epoch; waits up to a minute for all of them. */
export async function firstRecords(product: Product, ids: readonly string[]): Promise<Map<string, number>> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const found = await product.admin.query<{ case_id: string; at: string }>(
      `select n.case_id, (extract(epoch from min(n.finished_at)) * 1000)::text as at
         from notifications n where n.case_id = any($1::uuid[]) and n.state = 'sent' group by n.case_id`,
      [ids],
    );
    if (found.rows.length === ids.length || performance.now() > deadline) {
      return new Map(found.rows.map((row) => [row.case_id, Number(row.at)]));
    }
    await pause(250);
  }
}
