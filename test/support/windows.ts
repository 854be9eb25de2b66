import { expect } from '@jest/globals';
import type { Harness } from './harness.js';

/** Makes a maintenance window over HTTP that begins and ends so long from now (PostgreSQL intervals). Answers its id. */
export async function makeWindow(harness: Harness, query: string, from: string, to: string): Promise<string> {
  const attributes = { name: 'window of a test', query, ...(await timesFromNow(harness, from, to)) };
  const body = { data: { type: 'maintenance_window', attributes } };
  const made = await harness.request('POST', '/api/v2/maintenance_windows', { body });
  expect(made).toMatchObject({ status: 201 });
  return made.body.data.id as string;
}

/** Changes it over HTTP to begin and end so long from now. */
export async function moveWindow(harness: Harness, id: string, from: string, to: string): Promise<void> {
  const body = { data: { type: 'maintenance_window', attributes: await timesFromNow(harness, from, to) } };
  expect(await harness.request('PUT', `/api/v2/maintenance_windows/${id}`, { body })).toMatchObject({ status: 200 });
}

async function timesFromNow(harness: Harness, from: string, to: string): Promise<object> {
  const [times] = await harness.database.query<{ start_at: string; end_at: string }>(
    `select to_json(c.at + $1::interval) #>> '{}' as start_at, to_json(c.at + $2::interval) #>> '{}' as end_at
       from (select test_clock.clock_timestamp() as at) c`,
    [from, to],
  );
  if (times === undefined) throw new Error('the database answered no time');
  return times;
}
