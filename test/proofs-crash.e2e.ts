import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Client } from 'pg';
import { asSuperuser } from './support/database.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { act, routeTeam, trigger } from './support/paging.js';
import { startProcess, type AppProcess } from './support/process.js';
import { startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.js';

const PAGES = '/api/unstable/on-call/pages';

interface Attempt {
  readonly attempt: number;
  readonly channel: string;
  readonly outcome: string | null;
}

describe('a worker that is killed', () => {
  jest.setTimeout(120_000);
  let harness: Harness;
  let receiver: WebhookReceiver;
  let workers: AppProcess[];
  let environment: Record<string, string>;

  beforeEach(async () => {
    workers = [];
    receiver = await startWebhookReceiver();
    environment = { NOTIFICATIONS_PER_PERSON_PER_MINUTE: '10000', ...receiver.environment };
    harness = await startHarness({ tenant: 'on-call', roles: 'api,event-relay', environment });
    await routeTeam(harness, { steps: [{ after: 3_600, users: [harness.org.users.responder] }] });
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await harness.stop();
    await receiver.stop();
  });

  async function startWorker(): Promise<AppProcess> {
    const worker = await startProcess(harness, 'worker', environment);
    workers.push(worker);
    return worker;
  }

  function attemptsOf(id: string): Promise<Attempt[]> {
    return harness.database.query<Attempt>(
      `select a.attempt, a.channel, a.outcome from notification_attempts a
         join notifications n on n.org_id = a.org_id and n.id = a.notification_id
        where n.case_id = $1 order by a.attempt`,
      [id],
    );
  }

  async function stateOf(id: string): Promise<string | undefined> {
    const rows = await harness.database.query<{ state: string }>(
      'select n.state from notifications n where n.case_id = $1',
      [id],
    );
    expect(rows.length).toBeLessThanOrEqual(1);
    return rows[0]?.state;
  }

  /** How long the killed worker's lease still holds others off, in seconds. */
  async function leaseOf(id: string): Promise<number> {
    const [row] = await harness.database.query<{ seconds: number }>(
      `select extract(epoch from n.lease_until - test_clock.clock_timestamp())::float8 as seconds
         from notifications n where n.case_id = $1`,
      [id],
    );
    return row?.seconds ?? Number.NaN;
  }

  /** Holds a lock on a table, so that the worker stands still exactly before the statement that needs it. */
  async function whileLocked<T>(table: string, mode: string, work: (client: Client) => Promise<T>): Promise<T> {
    return asSuperuser(harness.database.name, async (client) => {
      await client.query('begin');
      await client.query(`lock table ${table} in ${mode} mode`);
      const result = await work(client);
      await client.query('commit');
      return result;
    });
  }

  /** Until a step of an escalation has changed its page and waits for the locked table. */
  function stepWaitsFor(table: string): Promise<boolean> {
    return eventually(async () => {
      const rows = await harness.database.query(
        `select 1 from pg_locks waiting join pg_locks held on held.pid = waiting.pid
          where not waiting.granted and waiting.relation = $1::regclass
            and held.granted and held.relation = 'cases'::regclass and held.mode = 'RowExclusiveLock'`,
        [table],
      );
      return rows.length > 0;
    }, 30_000);
  }

  /** A page with one unsent notification and nothing else to do: no worker has run yet. */
  async function pageWithUnsent(): Promise<string> {
    const id = await trigger(harness);
    await harness.database.query('delete from timers t where t.case_id = $1', [id]);
    const added = await harness.request('POST', `${PAGES}/${id}/responders`, {
      body: { data: [{ type: 'users', id: harness.org.users.manager }] },
    });
    expect(added).toMatchObject({ status: 200 });
    return id;
  }

  it('between claim and send: another sends it, within a minute and once', async () => {
    const id = await pageWithUnsent();
    // The statement between claim and send reads this table.
    await whileLocked('escalations', 'access exclusive', async () => {
      const victim = await startWorker();
      await eventually(async () => (await stateOf(id)) === 'sending', 30_000);
      victim.kill('SIGKILL');
      await victim.stop();
    });
    const killedAt = performance.now();
    await startWorker();
    await eventually(() => receiver.received.length > 0, 60_000);
    expect(performance.now() - killedAt).toBeLessThan(60_000);
    await harness.settle();
    expect(receiver.received).toMatchObject([{ caseId: id, userId: harness.org.users.manager }]);
    expect(await stateOf(id)).toBe('sent');
    expect(await attemptsOf(id)).toEqual([
      { attempt: 1, channel: 'webhook', outcome: 'abandoned' },
      { attempt: 2, channel: 'webhook', outcome: 'sent' },
    ]);
  });

  it('between send and record: another sends it once more, with the same webhook-id', async () => {
    const id = await pageWithUnsent();
    receiver.hold();
    const victim = await startWorker();
    await eventually(() => receiver.received.length === 1, 30_000);
    victim.kill('SIGKILL');
    await victim.stop();
    expect(await stateOf(id)).toBe('sending');
    receiver.release();

    await startWorker();
    // As long as the lease holds nobody sends: the provider may still be at work. The new worker looks for abandoned
    // ones every few rounds; each of these takes it one at least.
    for (let page = 0; page < 10; page += 1) {
      const other = await pageWithUnsent();
      await eventually(() => receiver.received.some((each) => each.caseId === other), 30_000);
    }
    const ofThePage = () => receiver.received.filter((each) => each.caseId === id);
    expect(ofThePage()).toHaveLength(1);
    expect(await leaseOf(id)).toBeLessThanOrEqual(30);
    await harness.fastForward('31 s');
    expect(ofThePage()).toHaveLength(2);
    const [first, second] = ofThePage();
    expect(second?.id).toBe(first?.id);
    expect(await stateOf(id)).toBe('sent');
    expect((await attemptsOf(id)).map((each) => each.outcome)).toEqual(['abandoned', 'sent']);

    // And nobody sends it a third time.
    await harness.fastForward('10 minutes');
    expect(ofThePage()).toHaveLength(2);
  });

  it('between send and record, and the page is acknowledged meanwhile: nobody is notified again', async () => {
    const id = await trigger(harness);
    receiver.hold();
    const victim = await startWorker();
    await eventually(() => receiver.received.length === 1, 30_000);
    victim.kill('SIGKILL');
    await victim.stop();
    receiver.release();
    expect(await act(harness, id, 'acknowledge')).toMatchObject({ status: 202 });
    await startWorker();
    await harness.fastForward('31 s');
    expect(receiver.received).toHaveLength(1);
    expect(await stateOf(id)).toBe('cancelled');
  });

  it('in the middle of a step: nothing of the step is left, and another executes it once', async () => {
    const id = await trigger(harness);
    await whileLocked('notifications', 'exclusive', async () => {
      const victim = await startWorker();
      await stepWaitsFor('notifications');
      victim.kill('SIGKILL');
      await victim.stop();
    });
    const killedAt = performance.now();
    await startWorker();
    await eventually(() => receiver.received.length > 0, 60_000);
    expect(performance.now() - killedAt).toBeLessThan(60_000);
    await harness.settle();
    expect(receiver.received).toMatchObject([{ caseId: id, userId: harness.org.users.responder }]);
    const steps = await harness.database.query(
      `select t.type from timeline t where t.case_id = $1 and t.type = 'page.escalated'`,
      [id],
    );
    expect(steps).toHaveLength(1);
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, channel: 'webhook', outcome: 'sent' }]);
  });
});
