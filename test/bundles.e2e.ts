import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Notifications, NotificationsReader } from '../src/features/notifications/index.js';
import type { CaseId, OrgId, UserId } from '../src/kernel/index.js';
import { EngineUnitOfWork, UnitOfWork } from '../src/platform/database/index.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { startMailServer, type MailServer } from './support/mail-server.js';
import { act, inboxOf, routeTeam, story, trigger } from './support/paging.js';
import { emailConfig, makeActiveChannel, makeRule, phoneConfig } from './support/people.js';
import { callBack, startPhoneProvider, type PhoneProvider } from './support/phone-provider.js';
import { startProcess } from './support/process.js';

jest.setTimeout(60_000);

const NUMBER = '+17039389548';

let mail: MailServer;
let phone: PhoneProvider;
beforeAll(async () => {
  mail = await startMailServer();
  phone = await startPhoneProvider();
});
afterAll(async () => {
  await mail.stop();
  await phone.stop();
});
afterEach(() => {
  mail.reset();
  phone.reset();
  mail.mails.expectNoMore();
  phone.requests.expectNoMore();
});

const environment = () => ({ ...mail.environment, ...phone.environment });

/** A tenant whose responder is texted at once. */
async function start(over: Record<string, string> = {}, roles = 'all'): Promise<{ harness: Harness; channel: string }> {
  const harness = await startHarness({ tenant: 'on-call', roles, environment: { ...environment(), ...over } });
  const { responder } = harness.org.users;
  await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }] });
  const channel = await makeActiveChannel(harness, responder, phoneConfig(NUMBER));
  return { harness, channel };
}

interface Row {
  readonly case_id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly channel: string;
  readonly bundle_id: string | null;
  readonly attempt: number;
}

function rowsOf(harness: Harness, ids: readonly string[]): Promise<Row[]> {
  return harness.database.query<Row>(
    `select n.case_id, n.state, n.reason, n.channel, n.bundle_id, n.attempt from notifications n
      where n.case_id = any($1::uuid[]) order by n.created_at, n.id`,
    [ids],
  );
}

async function attemptsOf(harness: Harness, ids: readonly string[]): Promise<number> {
  const [row] = await harness.database.query<{ n: number }>(
    `select count(*)::int as n from notification_attempts a
       join notifications n on n.org_id = a.org_id and n.id = a.notification_id
      where n.case_id = any($1::uuid[])`,
    [ids],
  );
  return row?.n ?? 0;
}

/** Pages of one service, one after the other, each queued before the next. */
async function pages(harness: Harness, service: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    ids.push(await trigger(harness, { attributes: { services: [service], title: `${service} ${made + 1}` } }));
    await harness.settle();
  }
  return ids;
}

describe('several pages to one person on one channel', () => {
  let harness: Harness;
  beforeAll(async () => {
    const started = await start();
    harness = started.harness;
    await makeRule(harness, harness.org.users.responder, started.channel, { method: 'sms' });
  });
  afterAll(() => harness.stop());
  beforeEach(() => harness.fastForward('1 hour'));

  it('become one message within the window: the first goes at once, the four after it together', async () => {
    const [first = '', ...four] = await pages(harness, 'noisy', 5);
    expect(await phone.requests.take()).toMatchObject({ to: NUMBER, content: expect.stringContaining('noisy 1') });
    expect(await rowsOf(harness, four)).toMatchObject(
      four.map(() => ({
        state: 'pending',
        reason: 'bundled: waits for the next message to this person on this channel',
      })),
    );
    await harness.fastForward('31 s');
    const text = await phone.requests.take();
    expect(text.content).toMatch(/^4 unacknowledged/);

    const rows = await rowsOf(harness, four);
    const [bundle] = rows.map((row) => row.bundle_id);
    expect(bundle).not.toBeNull();
    expect(rows).toMatchObject(four.map(() => ({ state: 'sent', bundle_id: bundle })));
    expect(await attemptsOf(harness, four)).toBe(1);
    expect(await rowsOf(harness, [first])).toMatchObject([{ state: 'sent', bundle_id: null }]);
    for (const id of four) {
      const [sent] = (await story(harness, id)).filter((told) => told.type === 'notification.sent');
      expect(sent?.data).toMatchObject({ channel: 'sms', bundle_id: bundle });
    }
    const reader = harness.app.get(NotificationsReader, { strict: false });
    const orgId = harness.org.orgId as OrgId;
    const together = await harness.app
      .get(UnitOfWork, { strict: false })
      .read(orgId, (tx) => reader.pagesOfBundle(tx, orgId, bundle ?? ''));
    expect(together.map((page) => page.caseId)).toEqual([...four].sort());
    expect(new Set(together.map((page) => page.userId))).toEqual(new Set([harness.org.users.responder]));
  });

  it('never delay the first page of a quiet service', async () => {
    await pages(harness, 'noisy', 3);
    await phone.requests.take();
    await pages(harness, 'quiet', 1);
    expect((await phone.requests.take()).content).toContain('quiet 1');
    await harness.fastForward('31 s');
    expect((await phone.requests.take()).content).toMatch(/^2 unacknowledged/);
  });

  it('leave out what was acknowledged, and send nothing when all was', async () => {
    const [, ...rest] = await pages(harness, 'noisy', 4);
    await phone.requests.take();
    expect(await act(harness, rest[0] ?? '', 'acknowledge')).toMatchObject({ status: 202 });
    await harness.fastForward('31 s');
    expect((await phone.requests.take()).content).toMatch(/^2 unacknowledged/);
    const last = await pages(harness, 'noisy', 2);
    for (const id of last) expect(await act(harness, id, 'acknowledge')).toMatchObject({ status: 202 });
    await harness.fastForward('2 minutes');
  });

  it('are tried again as they were: the same key and pages, and what came meanwhile is a message of its own', async () => {
    const [, ...three] = await pages(harness, 'noisy', 4);
    await phone.requests.take();
    phone.answerNext({ status: 503 });
    await harness.database.query(`update test_clock.shift set by = by + interval '31 seconds'`);
    await eventually(async () => {
      expect(await rowsOf(harness, three)).toMatchObject(three.map(() => ({ state: 'pending', attempt: 1 })));
    });
    const [before] = await rowsOf(harness, three);
    const [later = ''] = await pages(harness, 'noisy', 1);
    await harness.fastForward('2 minutes');
    const texts = [await phone.requests.take(), await phone.requests.take()];
    expect(texts.find((text) => text.idempotencyKey === `${before?.bundle_id ?? ''}/sms`)?.content).toMatch(
      /^3 unacknowledged/,
    );
    expect(await rowsOf(harness, three)).toMatchObject(
      three.map(() => ({ state: 'sent', attempt: 2, bundle_id: before?.bundle_id })),
    );
    expect(await rowsOf(harness, [later])).toMatchObject([{ state: 'sent', bundle_id: null }]);
  });

  it('are sent again under the same key when their sender vanished', async () => {
    const [, ...two] = await pages(harness, 'noisy', 3);
    await phone.requests.take();
    phone.holdNext();
    await harness.database.query(`update test_clock.shift set by = by + interval '31 seconds'`);
    const first = await phone.requests.take();
    await harness.database.query(`update test_clock.shift set by = by + interval '31 seconds'`);
    const second = await phone.requests.take();
    expect(second).toMatchObject({ idempotencyKey: first.idempotencyKey, content: expect.stringMatching(/^2 unack/) });
    phone.reset();
    await harness.settle();
    expect(await rowsOf(harness, two)).toMatchObject(two.map(() => ({ state: 'sent', attempt: 2 })));
  });

  it('tell what is planned, the next first', async () => {
    const [, second = ''] = await pages(harness, 'noisy', 2);
    await phone.requests.take();
    const orgId = harness.org.orgId as OrgId;
    const planned = await harness.app
      .get(UnitOfWork, { strict: false })
      .read(orgId, (tx) =>
        harness.app.get(NotificationsReader, { strict: false }).planned(tx, orgId, second as CaseId),
      );
    expect(planned).toMatchObject([{ userId: harness.org.users.responder, channel: 'sms', stepIndex: 0 }]);
    await act(harness, second, 'resolve');
  });
});

describe('above the pace of a person', () => {
  it('what is new waits for the next message too', async () => {
    const { harness, channel } = await start({ NOTIFICATIONS_PER_PERSON_PER_MINUTE: '2' });
    try {
      await makeRule(harness, harness.org.users.responder, channel, { method: 'sms' });
      for (const service of ['a', 'b', 'c', 'd']) await pages(harness, service, 1);
      expect((await phone.requests.take()).content).toContain('a 1');
      expect((await phone.requests.take()).content).toContain('b 1');
      phone.requests.expectNoMore();
      await harness.fastForward('31 s');
      expect((await phone.requests.take()).content).toMatch(/^2 unacknowledged/);
    } finally {
      await harness.stop();
    }
  });
});

describe('calls to one person', () => {
  it('are made one after the other: what comes during one goes together in the next', async () => {
    const { harness, channel } = await start();
    try {
      await makeRule(harness, harness.org.users.responder, channel, { method: 'voice' });
      await pages(harness, 'a', 1);
      const first = await phone.requests.take();
      const ids: string[] = [];
      for (const service of ['b', 'c']) ids.push(...(await pages(harness, service, 1)));
      await harness.fastForward('10 s');
      phone.requests.expectNoMore();
      const reason = 'waits: a call to this person is under way';
      expect(await rowsOf(harness, ids)).toMatchObject(ids.map(() => ({ state: 'pending', reason, attempt: 0 })));
      await callBack(harness, first.statusUrl, { CallSid: first.sid, CallStatus: 'in-progress' });
      await harness.fastForward('10 s');
      phone.requests.expectNoMore();
      await callBack(harness, first.statusUrl, { CallSid: first.sid, CallStatus: 'completed' });
      await harness.fastForward('3 s');
      const second = await phone.requests.take();
      expect(second).toMatchObject({ kind: 'call', content: expect.stringContaining('2 unacknowledged pages') });
      const [last = ''] = await pages(harness, 'd', 1);
      await harness.fastForward('60 s');
      phone.requests.expectNoMore();
      // nobody reports the end of the second call
      await harness.fastForward('31 s');
      expect((await phone.requests.take()).content).toContain('d 1');
      expect(await rowsOf(harness, [last])).toMatchObject([{ state: 'sent' }]);
    } finally {
      await harness.stop();
    }
  });
});

describe('an outage that spanned several delays', () => {
  it('sends one message on each channel when it is over, and says how late it is', async () => {
    const { harness, channel } = await start({}, 'api,event-relay');
    try {
      const { responder } = harness.org.users;
      const email = await makeActiveChannel(harness, responder, emailConfig('kim@acme.example'));
      for (const delay of [0, 2, 4]) await makeRule(harness, responder, channel, { method: 'sms', delay });
      await makeRule(harness, responder, email, { delay: 3 });
      const id = await trigger(harness);
      await act(harness, id, 'escalate');
      await harness.database.query(`update test_clock.shift set by = by + interval '5 minutes'`);
      const worker = await startProcess(harness, 'worker', environment());
      try {
        await harness.settle();
      } finally {
        await worker.stop();
      }
      expect((await phone.requests.take()).content).toContain('5 minutes late');
      expect((await mail.mails.take()).text).toContain('2 minutes late');
      expect((await rowsOf(harness, [id])).map(({ channel: via, state }) => [via, state])).toEqual(
        expect.arrayContaining([
          ['sms', 'cancelled'],
          ['sms', 'sent'],
          ['email', 'sent'],
        ]),
      );
      expect(await inboxOf(harness, id)).toEqual([]);
    } finally {
      await harness.stop();
    }
  });
});

describe('a person without rules, where there is a mail server', () => {
  it('gets e-mail at the address of the account, and the inbox when that fails', async () => {
    const { harness } = await start();
    try {
      const id = await trigger(harness);
      expect(await mail.mails.take()).toMatchObject({ to: [harness.org.emails.responder] });
      await harness.settle();
      const [sent] = (await story(harness, id)).filter((told) => told.type === 'notification.sent');
      expect(sent?.data).toMatchObject({ channel: 'email', why: 'the person has no notification rule' });
      mail.refuseNext(550);
      const refused = await trigger(harness, { attributes: { services: ['other'] } });
      await harness.settle();
      expect(await inboxOf(harness, refused)).toEqual([harness.org.users.responder]);
    } finally {
      await harness.stop();
    }
  });
});

describe('a page over the limit of its service', () => {
  it('waits for the next message although it is the first one, and is marked', async () => {
    const { harness, channel } = await start();
    try {
      const { responder } = harness.org.users;
      await makeRule(harness, responder, channel, { method: 'sms' });
      const id = await trigger(harness, { attributes: { target: { type: 'user_id', identifier: responder } } });
      await harness.settle();
      await phone.requests.take();
      const orgId = harness.org.orgId as OrgId;
      await harness.app.get(EngineUnitOfWork, { strict: false }).run((tx) =>
        harness.app.get(Notifications, { strict: false }).enqueue(tx, [
          {
            orgId,
            caseId: id as CaseId,
            userId: responder as UserId,
            run: 1,
            retryCount: 1,
            stepIndex: 0,
            cause: 'step',
            isShadow: false,
            isOverLimit: true,
          },
        ]),
      );
      const reason = 'bundled: the service has more open pages than its limit';
      expect((await rowsOf(harness, [id]))[1]).toMatchObject({ state: 'pending', reason });
      await harness.fastForward('31 s');
      expect((await phone.requests.take()).content).toContain('(service over its limit)');
      const [, sent] = (await story(harness, id)).filter((told) => told.type === 'notification.sent');
      expect(sent?.data).toMatchObject({ channel: 'sms', over_limit: true });
    } finally {
      await harness.stop();
    }
  });
});
