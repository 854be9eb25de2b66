import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, routeTeam, story, trigger } from './support/paging.js';
import { startProcess } from './support/process.js';
import { emailConfig, makeActiveChannel, makeChannel, makeRule, phoneConfig } from './support/people.js';

let harness: Harness;
let responder: string;
let email: string;
let phone: string;

beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  responder = harness.org.users.responder;
});
afterAll(() => harness.stop());

beforeEach(async () => {
  await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }] });
  // so that no page is a repeat of the test before
  await harness.fastForward('1 hour');
  await harness.database.query('delete from notification_channels');
  email = await makeActiveChannel(harness, responder, emailConfig('kim@acme.example'));
  phone = await makeActiveChannel(harness, responder, phoneConfig('+17039389548'));
});

const person = (path: string) => `/api/v2/on-call/users/${responder}/${path}`;

interface Placed {
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
  readonly after: number;
}

/** Channel, state and minutes between being queued and being due, the earliest first. */
function placedOf(id: string): Promise<Placed[]> {
  return harness.database.query<Placed>(
    `select n.channel, n.state, n.reason, round(extract(epoch from n.due_at - n.created_at) / 60)::int as after
       from notifications n where n.case_id = $1 order by n.due_at, n.channel`,
    [id],
  );
}

const told = async (id: string, type: string) => (await story(harness, id)).filter((each) => each.type === type);

describe('notification rules in the queue', () => {
  it('make one notification each, due after their delay, and an acknowledgement cancels what is not due', async () => {
    await makeRule(harness, responder, phone, { method: 'sms', delay: 5 });
    await makeRule(harness, responder, phone, { method: 'voice', delay: 10 });
    const id = await trigger(harness);
    await harness.settle();
    expect(await placedOf(id)).toEqual([
      { channel: 'sms', state: 'pending', reason: null, after: 5 },
      { channel: 'voice', state: 'pending', reason: null, after: 10 },
    ]);
    await harness.fastForward('4 minutes');
    await act(harness, id, 'acknowledge');
    await harness.fastForward('1 hour');
    const reason = 'the page was acknowledged';
    expect(await placedOf(id)).toMatchObject([
      { state: 'cancelled', reason },
      { state: 'cancelled', reason },
    ]);
    expect(await inboxOf(harness, id)).toEqual([]);
  });

  it('follow the urgency of the page', async () => {
    await makeRule(harness, responder, phone, { method: 'sms', delay: 5 });
    await makeRule(harness, responder, email, { category: 'low_urgency', delay: 7 });
    const low = await trigger(harness, { attributes: { urgency: 'low' } });
    const high = await trigger(harness);
    await harness.settle();
    expect(await placedOf(low)).toMatchObject([{ channel: 'email', after: 7 }]);
    expect(await placedOf(high)).toMatchObject([{ channel: 'sms', after: 5 }]);
  });

  it('are read when the person is paged: one added or deleted later changes nothing', async () => {
    const rule = await makeRule(harness, responder, phone, { method: 'sms', delay: 5 });
    const id = await trigger(harness);
    await harness.settle();
    await makeRule(harness, responder, email, { delay: 1 });
    await harness.request('DELETE', person(`notification-rules/${rule}`));
    await harness.fastForward('2 minutes');
    expect(await placedOf(id)).toEqual([{ channel: 'sms', state: 'pending', reason: null, after: 5 }]);
  });

  it('of a later step add nothing to what is coming sooner on the same channel', async () => {
    const policy = [{ users: [responder] }, { users: [responder] }, { after: 36_000, users: [responder] }];
    await routeTeam(harness, { steps: policy });
    await makeRule(harness, responder, phone, { method: 'voice', delay: 5 });
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('61 s');
    await harness.fastForward('60 s');
    const reason = 'a notification of an earlier step reaches the person on this channel sooner';
    expect(await placedOf(id)).toMatchObject([
      { state: 'pending', reason: null, after: 5 },
      { state: 'cancelled', reason, after: 5 },
      { state: 'cancelled', reason, after: 5 },
    ]);
  });

  it('of a shadow page are recorded and not sent', async () => {
    await makeRule(harness, responder, phone, { method: 'sms' });
    await makeRule(harness, responder, phone, { method: 'voice', delay: 5 });
    const id = await trigger(harness, { attributes: { is_shadow: true } });
    await harness.fastForward('1 hour');
    expect(await placedOf(id)).toMatchObject([{ state: 'shadow' }, { state: 'shadow' }]);
  });
});

describe('nobody is unreachable by omission', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['without rules', () => Promise.resolve(), 'the person has no notification rule'],
    [
      'with rules for another urgency',
      () => makeRule(harness, responder, phone, { category: 'low_urgency', method: 'sms' }),
      'the person has no notification rule for high urgency',
    ],
    [
      'with rules whose channel no code proved',
      async () => {
        const unproven = await makeChannel(harness, responder, emailConfig('unproven@acme.example'));
        await makeRule(harness, responder, unproven);
      },
      "no channel of the person's notification rules is active",
    ],
  ])('%s the default channels are used, and the timeline says why', async (_name, prepare, why) => {
    await prepare();
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([responder]);
    expect(await told(id, 'notification.sent')).toMatchObject([{ data: { channel: 'inbox', why } }]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'switched off',
      () =>
        harness.request('PATCH', `/api/unstable/on-call/users/${responder}/notification-channels/${phone}`, {
          body: { data: { type: 'notification_channels', attributes: { active: false } } },
        }),
      'the channel is switched off',
    ],
    ['removed', () => harness.request('DELETE', person(`notification-channels/${phone}`)), 'the channel was removed'],
    [
      'no longer verified',
      () => harness.database.query('update notification_channels c set verified_at = null where c.id = $1', [phone]),
      'the channel is not verified',
    ],
  ])(
    'a channel that is %s when it is due is skipped, and the next rule is used at once',
    async (_name, spoil, reason) => {
      await makeRule(harness, responder, phone, { method: 'sms', delay: 5 });
      await makeRule(harness, responder, email, { delay: 60 });
      const id = await trigger(harness);
      await harness.settle();
      await spoil();
      await harness.fastForward('5 minutes 1 second');
      const [skipped, last] = await told(id, 'notification.skipped');
      expect(skipped?.data).toMatchObject({ channel: 'sms', user_id: responder, reason });
      // the e-mail that was to come an hour later is tried now; it has no server here, so the default channels follow
      expect(last?.data).toMatchObject({ channel: 'email', reason: 'e-mail is not configured (email.host)' });
      expect(await inboxOf(harness, id)).toEqual([responder]);
      expect(await told(id, 'notification.sent')).toMatchObject([
        { data: { channel: 'inbox', why: 'e-mail is not configured (email.host)' } },
      ]);
    },
  );
});

describe('a rule whose channel is not active when the person is paged', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'not verified',
      () => harness.database.query('update notification_channels c set verified_at = null where c.id = $1', [phone]),
      'the channel is not verified',
    ],
    [
      'switched off',
      () =>
        harness.request('PATCH', `/api/unstable/on-call/users/${responder}/notification-channels/${phone}`, {
          body: { data: { type: 'notification_channels', attributes: { active: false } } },
        }),
      'the channel is switched off',
    ],
  ])('because it is %s is skipped with its reason, also where another rule is active', async (_name, spoil, reason) => {
    const rule = await makeRule(harness, responder, phone, { method: 'sms' });
    await makeRule(harness, responder, phone, { method: 'voice', category: 'low_urgency' });
    await makeRule(harness, responder, email, { delay: 5 });
    await spoil();
    const id = await trigger(harness);
    await harness.settle();
    expect((await told(id, 'notification.skipped')).map(({ data }) => data)).toEqual([
      { user_id: responder, channel: 'sms', channel_id: phone, rule_id: rule, step: 1, reason },
    ]);
    expect(await placedOf(id)).toEqual([{ channel: 'email', state: 'pending', reason: null, after: 5 }]);
    await act(harness, id, 'resolve');
  });

  it('is not told of a shadow page', async () => {
    const unproven = await makeChannel(harness, responder, emailConfig('unproven@acme.example'));
    await makeRule(harness, responder, unproven);
    const id = await trigger(harness, { attributes: { is_shadow: true } });
    await harness.settle();
    expect(await told(id, 'notification.skipped')).toEqual([]);
  });
});

describe('rules that fail at the same moment', () => {
  it('put the page into the inbox once', async () => {
    await makeRule(harness, responder, phone, { method: 'sms' });
    await makeRule(harness, responder, phone, { method: 'voice' });
    await makeRule(harness, responder, email);
    const id = await trigger(harness);
    await harness.settle();
    expect((await told(id, 'notification.skipped')).map(({ data }) => data.channel).sort()).toEqual([
      'email',
      'sms',
      'voice',
    ]);
    expect(await inboxOf(harness, id)).toEqual([responder]);
    expect(await told(id, 'notification.sent')).toMatchObject([{ data: { channel: 'inbox' } }]);
  });
});

describe('what is late', () => {
  it('goes out once after an outage that spanned several steps, says how late it is, and the rest is superseded', async () => {
    const api = await startHarness({ tenant: 'on-call', roles: 'api,event-relay' });
    try {
      const { responder: late } = api.org.users;
      await routeTeam(api, { steps: [{ users: [late] }, { users: [late] }, { after: 36_000, users: [late] }] });
      const id = await trigger(api);
      for (let step = 0; step < 3; step += 1) await act(api, id, 'escalate');
      await api.database.query(`update test_clock.shift set by = by + interval '5 minutes 10 seconds'`);
      const worker = await startProcess(api, 'worker');
      try {
        await api.settle();
      } finally {
        await worker.stop();
      }
      expect(await inboxOf(api, id)).toEqual([late]);
      const superseded = 'superseded: a later notification of the same page goes to this person on this channel now';
      expect(await notificationsOf(api, id)).toMatchObject([
        { step_index: 0, state: 'cancelled', reason: superseded },
        { step_index: 1, state: 'cancelled', reason: superseded },
        { step_index: 2, state: 'sent' },
      ]);
      const [sent] = (await story(api, id)).filter((each) => each.type === 'notification.sent');
      expect(sent?.data.delayed_seconds).toBeGreaterThanOrEqual(310);
    } finally {
      await api.stop();
    }
  });
});
