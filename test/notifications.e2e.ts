import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, routeTeam, story, trigger } from './support/paging.js';

describe('the pace of notifications to one person', () => {
  let harness: Harness;
  let responder: string;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', environment: { NOTIFICATIONS_PER_PERSON_PER_MINUTE: '2' } });
    responder = harness.org.users.responder;
    await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }] });
  });
  afterAll(() => harness.stop());

  it('lets repeats of one service take turns, sends what is new at once, and loses nothing', async () => {
    const noisy: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      noisy.push(await trigger(harness, { attributes: { services: ['noisy'] } }));
      await harness.settle();
    }
    const quiet = await trigger(harness, { attributes: { services: ['quiet'] } });
    await harness.settle();
    const delivered = async () => {
      const counts: number[] = [];
      for (const id of noisy) counts.push((await inboxOf(harness, id)).length);
      return counts;
    };

    // The first is new, two more are the burst; the quiet service's page does not wait behind the rest.
    expect(await delivered()).toEqual([1, 1, 1, 0, 0, 0]);
    expect(await inboxOf(harness, quiet)).toEqual([responder]);
    const [waiting] = await notificationsOf(harness, noisy[3] ?? '');
    expect(waiting).toMatchObject({ state: 'pending', reason: 'throttled: repeats for this person take turns' });
    const plan = await harness.request('GET', `/api/unstable/on-call/pages/${noisy[3] ?? ''}/plan`);
    expect(plan.body.data.attributes.pending).toMatchObject([
      { user_id: responder, text: expect.stringMatching(/unless acknowledged; throttled: repeats for this person/) },
    ]);

    await harness.fastForward('31 s');
    expect(await delivered()).toEqual([1, 1, 1, 1, 0, 0]);
    await act(harness, noisy[4] ?? '', 'acknowledge');
    expect(await notificationsOf(harness, noisy[4] ?? '')).toMatchObject([
      { state: 'cancelled', reason: 'the page was acknowledged' },
    ]);
    await harness.fastForward('2 minutes');
    expect(await delivered()).toEqual([1, 1, 1, 1, 0, 1]);
  });

  it('waits ten minutes at the most, however many repeats there are', async () => {
    await harness.fastForward('1 hour');
    const ids: string[] = [];
    for (let count = 0; count < 40; count += 1) {
      ids.push(await trigger(harness, { attributes: { services: ['storm'] } }));
    }
    await harness.settle();
    await harness.fastForward('10 minutes 1 second');
    const [row] = await harness.database.query<{ delivered: number }>(
      'select count(*)::int as delivered from inbox_messages m where m.case_id = any($1::uuid[])',
      [ids],
    );
    expect(row).toEqual({ delivered: 40 });
  });
});

describe('a channel that fails', () => {
  let harness: Harness;
  afterEach(() => harness.stop());

  it('gives up to the next channel, and each attempt has its reason', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    const environment = {
      NOTIFICATION_CHANNELS: 'webhook,inbox',
      NOTIFICATION_MAX_ATTEMPTS: '2',
      WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
      WEBHOOK_SECRETS: `whsec_${Buffer.from('a secret of the tests, 24 bytes').toString('base64')}`,
      WEBHOOK_ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}`,
    };
    harness = await startHarness({ tenant: 'on-call', environment });
    const { responder } = harness.org.users;
    await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }] });
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('1 minute');
    expect(await inboxOf(harness, id)).toEqual([responder]);
    const attempts = await harness.database.query(
      'select a.attempt, a.channel, a.outcome, a.reason is not null as explained from notification_attempts a order by 1',
    );
    expect(attempts).toEqual([
      { attempt: 1, channel: 'webhook', outcome: 'failed', explained: true },
      { attempt: 2, channel: 'webhook', outcome: 'failed', explained: true },
      { attempt: 3, channel: 'inbox', outcome: 'sent', explained: false },
    ]);
    const sent = (await story(harness, id)).filter((told) => told.type.startsWith('notification.'));
    expect(sent).toMatchObject([{ type: 'notification.sent', data: { channel: 'inbox', user_id: responder } }]);
  });

  it('tells the timeline when nothing is left, and is an ERROR for a person', async () => {
    const environment = {
      NOTIFICATION_CHANNELS: 'webhook',
      WEBHOOK_URL: 'https://169.254.169.254/latest/meta-data',
      WEBHOOK_SECRETS: `whsec_${Buffer.from('a secret of the tests, 24 bytes').toString('base64')}`,
    };
    harness = await startHarness({ tenant: 'on-call', environment });
    await routeTeam(harness, { steps: [{ after: 36_000, users: [harness.org.users.responder] }] });
    const id = await trigger(harness);
    await harness.settle();
    expect(await notificationsOf(harness, id)).toMatchObject([{ state: 'failed', attempt: 1, channel: 'webhook' }]);
    const [failed] = (await story(harness, id)).filter((told) => told.type === 'notification.failed');
    expect(failed?.data).toMatchObject({ channel: 'webhook', user_id: harness.org.users.responder });
    expect(failed?.data.reason).toMatch(/address/);
  });
});
