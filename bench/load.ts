import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Speaks to the product over keep-alive connections, one request on each at a time. */
export class Caller {
  private readonly pool: Pool;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>>, connections: number) {
    this.headers = headers;
    this.pool = new Pool(url, { connections, pipelining: 1 });
  }

  async call({ method, path, body }: Call): Promise<Answer> {
    const headers = body === undefined ? this.headers : { 'content-type': 'application/json', ...this.headers };
    const response = await this.pool.request({ method, path, headers, body: body ?? null });
    return { status: response.statusCode, text: await response.body.text() };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** Calls `work` one after the other on each of `lanes` lanes until `seconds` are over. Answers how often it was done. */
export async function closedLoop(lanes: number, seconds: number, work: () => Promise<void>): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const lane = async () => {
    while (performance.now() < end) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

/**
 * Begins `perSecond` calls a second whether or not earlier ones have ended, as a crowd does. Answers the milliseconds
 * from the moment each call was due, so that a stall counts for all who waited.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  work: (index: number) => Promise<void>,
): Promise<number[]> {
  const total = perSecond * seconds;
  const latencies: number[] = [];
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let begun = 0; begun < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond));
    for (; begun < due; begun += 1) {
      const dueAt = start + (begun / perSecond) * 1000;
      running.push(work(begun).then(() => void latencies.push(performance.now() - dueAt)));
    }
    await pause(1);
  }
  await Promise.all(running);
  return latencies;
}

/** The value below which the share `q` (0 to 1) of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
