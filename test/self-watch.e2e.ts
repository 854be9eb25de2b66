import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, routeTeam, trigger } from './support/paging.js';
import { makeWindow } from './support/windows.js';

let harness: Harness;
let watch: Server;
const beats: { method: string | undefined; path: string | undefined; body: string }[] = [];
let [ada, grace]: [string, string] = ['', ''];

beforeAll(async () => {
  watch = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      beats.push({ method: request.method, path: request.url, body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(watch, 'listening');
  const { port } = watch.address() as AddressInfo;
  harness = await startHarness({
    tenant: 'on-call',
    environment: {
      WORKER_AUDIT_SECONDS: '1',
      HEARTBEAT_URL: `http://127.0.0.1:${port}/alive`,
      HEARTBEAT_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
    },
  });
  [ada, grace] = [harness.org.users.manager, harness.org.users.responder];
  await routeTeam(harness, { steps: [{ users: [ada] }, { users: [grace] }], action: { ack_timeout_minutes: 30 } });
});
afterAll(async () => {
  await harness.stop();
  watch.close();
});

async function page(): Promise<string> {
  const id = await trigger(harness);
  await harness.settle();
  return id;
}

const forget = (id: string) => harness.database.query('delete from timers t where t.case_id = $1', [id]);

async function repaired(): Promise<number> {
  const metrics = await harness.request('GET', '/metrics');
  const [, count = '0'] = /^casem_escalations_repaired_total\{[^}]*\} (\d+)$/m.exec(metrics.body as string) ?? [];
  return Number(count);
}

describe('the auditor', () => {
  it('finds a triggered page whose next step was forgotten, counts it and lets it go on', async () => {
    const id = await page();
    await forget(id);
    const before = await repaired();
    await harness.fastForward('5 minutes');
    await eventually(async () => {
      expect(await inboxOf(harness, id)).toEqual([ada, grace]);
    });
    expect(await repaired()).toBe(before + 1);
  });

  it('finds an acknowledged page whose time-out was forgotten', async () => {
    const id = await page();
    await act(harness, id, 'acknowledge');
    await forget(id);
    await harness.fastForward('31 minutes');
    await eventually(async () => {
      expect(await inboxOf(harness, id)).toEqual([ada, ada]);
    });
  });

  it('finds a page that waits for a maintenance window which ended while the page was created', async () => {
    const window = await makeWindow(harness, 'service:raced', '0', '300 days');
    const id = await trigger(harness, { attributes: { services: ['raced'] } });
    await harness.settle();
    // As the one transaction sees the other: the deletion found no page to tell.
    await harness.database.query('delete from maintenance_windows w where w.id = $1', [window]);
    await harness.fastForward('5 minutes');
    await eventually(async () => {
      expect(await inboxOf(harness, id)).toContain(ada);
    });
  });

  it('lets a page wait for a maintenance window that lasts', async () => {
    await makeWindow(harness, 'service:waits', '0', '3 hours');
    const id = await trigger(harness, { attributes: { services: ['waits'] } });
    const before = await repaired();
    await harness.fastForward('2 hours');
    await harness.settle();
    expect([await inboxOf(harness, id), await repaired()]).toEqual([[], before]);
  });

  it('leaves alone what waits for nothing: ended, closed, taken for good, merged', async () => {
    await routeTeam(harness, { steps: [{ users: [ada] }] });
    const [ended, closed, taken, leader, merged] = [
      await page(),
      await page(),
      await page(),
      await page(),
      await page(),
    ];
    await act(harness, closed, 'resolve');
    await act(harness, taken, 'acknowledge');
    const body = { data: { type: 'page_merges', attributes: { into: leader } } };
    await harness.request('POST', `/api/unstable/on-call/pages/${merged}/merge`, { body });
    await harness.fastForward('10 minutes');
    const before = await repaired();
    await harness.fastForward('10 minutes');
    await eventually(async () => {
      const metrics = await harness.request('GET', '/metrics');
      expect(metrics.body).toMatch(/^casem_escalations_stalled\{[^}]*kind="forgotten"[^}]*\} 0$/m);
    });
    expect(await repaired()).toBe(before);
    expect(await inboxOf(harness, ended)).toEqual([ada]);
    expect(await inboxOf(harness, merged)).toEqual([ada]);
  });
});

describe('the heartbeat', () => {
  it('calls the operator while the engine works, and no more often than each minute', async () => {
    await eventually(() => {
      expect(beats.length).toBeGreaterThan(0);
    });
    const [beat] = beats;
    expect(beat).toMatchObject({ method: 'POST', path: '/alive' });
    expect(JSON.parse(beat?.body ?? '{}')).toEqual({ tenant: 'on-call', engine: 'ok' });
    expect(beats.length).toBe(1);
  });
});

describe('/health', () => {
  it('shows the last cycle of the engine', async () => {
    const health = await harness.request('GET', '/health');
    expect(health).toMatchObject({ status: 200 });
    expect(health.body.details.escalation_engine).toMatchObject({
      status: 'up',
      seconds_since_last_cycle: expect.any(Number),
    });
  });
});
