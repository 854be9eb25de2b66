import { randomUUID } from 'node:crypto';
import { Caller, openLoop, quantile, type Call } from './load.ts';
import type { Product } from './product.ts';

const REQUESTS_A_SECOND = 1_000;
const CONNECTIONS = 64;
const PAGES = '/api/unstable/on-call/pages';

export interface MixedLoad {
  readonly requests: number;
  readonly p95Ms: number;
  readonly errorRate: number;
}

/** Get, list, acknowledge and create in turn, as many each, on pages that this run creates. */
export async function measureMixed(product: Product, seconds: number): Promise<MixedLoad> {
  const caller = new Caller(product.url, product.headers, CONNECTIONS);
  const known: string[] = [];
  const create = (): Call => {
    const target = { type: 'team_id', identifier: product.teamId };
    const attributes = { title: 'Mixed load', urgency: 'low', target, event_deduplication_key: randomUUID() };
    return { method: 'POST', path: PAGES, body: JSON.stringify({ data: { type: 'pages', attributes } }) };
  };
  const remember = (text: string) => {
    const { data } = JSON.parse(text) as { data: { id: string } };
    known.push(data.id);
  };
  for (let count = 0; count < 200; count += 1) remember((await caller.call(create())).text);

  let errors = 0;
  let acknowledged = 0;
  const latencies = await openLoop(REQUESTS_A_SECOND, seconds, async (index) => {
    const page = known[(index * 7919) % known.length] ?? '';
    const calls: readonly (() => Call)[] = [
      create,
      () => ({ method: 'GET', path: `${PAGES}/${page}` }),
      () => ({ method: 'GET', path: `${PAGES}?page[size]=25&filter=${encodeURIComponent('status:triggered')}` }),
      () => ({ method: 'POST', path: `${PAGES}/${known[acknowledged++ % known.length] ?? page}/acknowledge` }),
    ];
    const call = calls[index % calls.length]?.() ?? create();
    const answer = await caller.call(call);
    if (answer.status >= 300) errors += 1;
    else if (call.body !== undefined) remember(answer.text);
  });
  await caller.close();
  return { requests: latencies.length, p95Ms: quantile(latencies, 0.95), errorRate: errors / latencies.length };
}
