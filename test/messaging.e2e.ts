import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Messages, type MessageContent, type Via } from '../src/capabilities/messaging/index.js';
import type { OrgId, UserId } from '../src/kernel/index.js';
import { UnitOfWork } from '../src/platform/database/index.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Harness } from './support/harness.js';
import { startMailServer, type MailServer } from './support/mail-server.js';
import { inboxOf, notificationsOf, routeTeam, trigger } from './support/paging.js';
import { emailConfig, makeActiveChannel, makeChannel, makeRule, phoneConfig } from './support/people.js';
import { FROM, PUBLIC_URL, startPhoneProvider, type PhoneProvider } from './support/phone-provider.js';

jest.setTimeout(60_000);

const EMAIL = 'kim.canary@acme.example';
const NUMBER = '+17039389548';
/** A busy machine answers within it. */
const TIMEOUT_MS = 2_000;

let harness: Harness;
let mail: MailServer;
let phone: PhoneProvider;
let responder: string;
let emailChannel: string;
let phoneChannel: string;

beforeAll(async () => {
  mail = await startMailServer();
  phone = await startPhoneProvider();
  harness = await startHarness({
    tenant: 'on-call',
    environment: {
      ...mail.environment,
      ...phone.environment,
      SMTP_TIMEOUT_MS: String(TIMEOUT_MS),
      PHONE_TIMEOUT_MS: String(TIMEOUT_MS),
    },
  });
  responder = harness.org.users.responder;
  await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }] });
});
afterAll(async () => {
  await harness.stop();
  await mail.stop();
  await phone.stop();
});

beforeEach(async () => {
  // so that no page is a repeat of the test before
  await harness.fastForward('1 hour');
  await harness.database.query('delete from notification_channels');
  emailChannel = await makeActiveChannel(harness, responder, emailConfig(EMAIL));
  phoneChannel = await makeActiveChannel(harness, responder, phoneConfig(NUMBER));
});
afterEach(() => {
  mail.reset();
  phone.reset();
  mail.mails.expectNoMore();
  phone.requests.expectNoMore();
});

interface QueuedMessage {
  readonly state: string;
  readonly reason: string | null;
  readonly attempt: number;
  readonly sealed_content: Buffer | null;
  readonly provider_id: string | null;
}

function enqueue(content: MessageContent, via: Via, channelId: string, onceKey?: string): Promise<string> {
  const orgId = harness.org.orgId as OrgId;
  return harness.app.get(UnitOfWork, { strict: false }).run(orgId, (tx) =>
    harness.app.get(Messages, { strict: false }).enqueue(tx, {
      orgId,
      userId: responder as UserId,
      to: { via, channelId },
      content,
      ...(onceKey === undefined ? {} : { onceKey }),
    }),
  );
}

async function messageOf(id: string): Promise<QueuedMessage> {
  const [row] = await harness.database.query<QueuedMessage>(
    'select m.state, m.reason, m.attempt, m.sealed_content, m.provider_id from messages m where m.id = $1',
    [id],
  );
  if (row === undefined) throw new Error('the message is not there');
  return row;
}

const code: MessageContent = { kind: 'verification', code: '493027', validMinutes: 10 };

describe('messages to people', () => {
  it('go by e-mail, text message and call, and leave no content behind', async () => {
    const ids = [
      await enqueue(code, 'email', emailChannel),
      await enqueue(code, 'sms', phoneChannel),
      await enqueue(code, 'voice', phoneChannel),
    ];
    expect(await mail.mails.take()).toMatchObject({
      to: [EMAIL],
      from: 'oncall@sender.example',
      subject: 'Your verification code',
      messageId: `<${ids[0] ?? ''}@sender.example>`,
      text: expect.stringContaining('493027'),
      html: expect.stringContaining('493027'),
    });
    const requests = [await phone.requests.take(), await phone.requests.take()];
    expect(requests).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'text',
          to: NUMBER,
          from: FROM,
          content: 'Your on-call verification code is 493027. Valid for 10 minutes.',
          idempotencyKey: ids[1],
        }),
        expect.objectContaining({ kind: 'call', content: expect.stringContaining('4, 9, 3, 0, 2, 7') }),
      ]),
    );
    await harness.settle();
    for (const id of ids) {
      expect(await messageOf(id)).toMatchObject({ state: 'sent', attempt: 1, sealed_content: null });
    }
    expect((await messageOf(ids[1] ?? '')).provider_id).toBe(requests.find(({ kind }) => kind === 'text')?.sid);
  });

  it('hold neither code nor address while they wait, in no table', async () => {
    mail.refuseNext(451);
    const id = await enqueue(code, 'email', emailChannel);
    await eventually(async () => {
      expect(await messageOf(id)).toMatchObject({ state: 'pending', attempt: 1 });
    });
    const [row] = await harness.database.query<{ text: string }>('select m::text from messages m where m.id = $1', [
      id,
    ]);
    const sealed = (await messageOf(id)).sealed_content?.toString('latin1') ?? '';
    for (const text of [row?.text ?? '', sealed]) {
      expect(text).not.toMatch(/493027|canary|verification code/);
    }
    await harness.fastForward('1 minute');
    await mail.mails.take();
  });

  it('of one key are sent once', async () => {
    const test: MessageContent = { kind: 'test' };
    await enqueue(test, 'email', emailChannel, 'hand-off 7');
    await enqueue(test, 'email', emailChannel, 'hand-off 7');
    await harness.settle();
    expect(await mail.mails.take()).toMatchObject({ subject: 'Test notification' });
  });

  it('tell of a hand-off in the time zone of the schedule', async () => {
    const at = Temporal.Instant.from('2026-03-29T01:00:00Z');
    const until = Temporal.Instant.from('2026-03-30T01:00:00Z');
    const facts = { scheduleName: 'Größe\r\nBcc: x@evil.example', at, timeZone: 'Europe/Berlin' } as const;
    await enqueue({ kind: 'hand_off', change: 'on', until, ...facts }, 'email', emailChannel);
    const received = await mail.mails.take();
    expect(received.subject).toBe('You are on call: Größe Bcc: x@evil.example');
    expect(received.headers.get('bcc')).toBeUndefined();
    expect(received.text).toContain('since 2026-03-29 03:00 Europe/Berlin, until 2026-03-30 03:00 Europe/Berlin.');
    await enqueue({ kind: 'hand_off', change: 'off', ...facts }, 'sms', phoneChannel);
    expect((await phone.requests.take()).content).toBe(
      'You are off call: Größe Bcc: x@evil.example, since 2026-03-29 03:00 Europe/Berlin',
    );
  });

  it('go to no channel that is gone, unproven or of another kind, save a code that proves one', async () => {
    const unproven = await makeChannel(harness, responder, emailConfig('new@acme.example'));
    const ids = [
      await enqueue({ kind: 'test' }, 'email', unproven),
      await enqueue({ kind: 'test' }, 'email', harness.org.teamId),
      await enqueue({ kind: 'test' }, 'sms', emailChannel),
    ];
    await harness.settle();
    const reasons: (string | null)[] = [];
    for (const id of ids) reasons.push((await messageOf(id)).reason);
    expect(reasons).toEqual([
      'the channel is not verified, or switched off',
      'the channel is gone',
      'the channel takes no sms',
    ]);
    await enqueue(code, 'email', unproven);
    expect(await mail.mails.take()).toMatchObject({ to: ['new@acme.example'] });
  });

  it('are tried again with the same Message-ID after a temporary refusal, and given up after a permanent one', async () => {
    mail.refuseNext(451, 421);
    const patient = await enqueue({ kind: 'test' }, 'email', emailChannel);
    await eventually(async () => {
      expect(await messageOf(patient)).toMatchObject({ reason: 'The mail server answered 451 4.2.2.' });
    });
    await harness.fastForward('1 minute');
    await harness.fastForward('1 minute');
    expect(await mail.mails.take()).toMatchObject({ messageId: `<${patient}@sender.example>` });
    expect(await messageOf(patient)).toMatchObject({ state: 'sent', attempt: 3 });

    mail.refuseNext(550);
    const refused = await enqueue({ kind: 'test' }, 'email', emailChannel);
    await harness.settle();
    expect(await messageOf(refused)).toMatchObject({
      state: 'failed',
      attempt: 1,
      reason: 'The mail server answered 550 5.1.1.',
    });
  });

  it('are tried again when a provider does not answer in time, under the same key', async () => {
    phone.holdNext();
    mail.holdNext();
    const text = await enqueue({ kind: 'test' }, 'sms', phoneChannel);
    const letter = await enqueue({ kind: 'test' }, 'email', emailChannel);
    const keys = [(await phone.requests.take()).idempotencyKey, (await phone.requests.take()).idempotencyKey];
    expect(keys).toEqual([text, text]);
    const messageIds = [(await mail.mails.take()).messageId, (await mail.mails.take()).messageId];
    expect(messageIds).toEqual([`<${letter}@sender.example>`, `<${letter}@sender.example>`]);
    await harness.settle();
    expect(await messageOf(text)).toMatchObject({ state: 'sent', attempt: 2 });
    expect(await messageOf(letter)).toMatchObject({ state: 'sent', attempt: 2 });
  });

  it('wait as long as the provider asks', async () => {
    phone.answerNext({ status: 429, headers: { 'retry-after': '600' } });
    const id = await enqueue({ kind: 'test' }, 'sms', phoneChannel);
    await harness.settle();
    await harness.fastForward('9 minutes');
    expect(await messageOf(id)).toMatchObject({ state: 'pending', reason: 'The phone provider answered 429.' });
    await harness.fastForward('2 minutes');
    expect(await phone.requests.take()).toMatchObject({ kind: 'text' });
  });

  it.each([
    [400, 21610, 'failed', 'The phone provider answered 400 (code 21610).'],
    [401, 20003, 'failed', 'The phone provider answered 401 (code 20003).'],
    [500, undefined, 'pending', 'The phone provider answered 500.'],
  ])('after %i of the phone provider are %s', async (status, number, state, reason) => {
    phone.answerNext({ status, body: { code: number, message: `${NUMBER} has said no` } });
    const id = await enqueue({ kind: 'test' }, 'sms', phoneChannel);
    await eventually(async () => {
      expect(await messageOf(id)).toMatchObject({ attempt: 1, reason, state });
    });
    if (state === 'failed') return;
    await harness.fastForward('1 minute');
    await phone.requests.take();
  });

  it('that cannot be sent while their code is valid are not sent later', async () => {
    mail.refuseNext(451, 451, 451, 451);
    const id = await enqueue(code, 'email', emailChannel);
    await eventually(async () => {
      expect(await messageOf(id)).toMatchObject({ attempt: 1, state: 'pending' });
    });
    await harness.fastForward('11 minutes');
    expect(await messageOf(id)).toMatchObject({ state: 'cancelled', reason: 'it could not be sent in time' });
  });
});

describe('notifications of pages', () => {
  it('by e-mail say what the page is, escaped, with links that answer it', async () => {
    await makeRule(harness, responder, emailChannel);
    const title = '<script>alert(1)</script> & "Größe"';
    const id = await trigger(harness, { attributes: { title, services: ['checkout'], tags: ['env:prod'] } });
    const received = await mail.mails.take();
    const page = await harness.request('GET', `/api/unstable/on-call/pages/${id}`);
    const { key } = page.body.data.attributes as { key: string };
    expect(received.subject).toBe(`[${key}] High urgency: ${title}`);
    expect(received.text).toContain(`Services: checkout\nTags: env:prod`);
    expect(received.text).toMatch(
      new RegExp(`Acknowledge: ${PUBLIC_URL}/api/unstable/on-call/providers/links/[\\w-]+\n`),
    );
    expect(received.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Größe&quot;');
    expect(received.html).not.toContain('<script');
    expect(received.headers.get('auto-submitted')).toEqual(['auto-generated']);
    await harness.settle();
    expect(await notificationsOf(harness, id)).toMatchObject([{ channel: 'email', state: 'sent', attempt: 1 }]);
  });

  it('by e-mail come without HTML for whom wants none, and no title ends a header', async () => {
    const plain = await makeActiveChannel(harness, responder, emailConfig('plain@acme.example', ['text']));
    await makeRule(harness, responder, plain);
    await trigger(harness, {
      attributes: { title: `down\r\nBcc: everyone@evil.example\r\n\r\n${'long '.repeat(40)}` },
    });
    const received = await mail.mails.take();
    expect(received).toMatchObject({ to: ['plain@acme.example'], html: undefined });
    expect(received.headers.get('bcc')).toBeUndefined();
    expect(received.subject).toMatch(/^\[PAGE-\d+\] High urgency: down Bcc: everyone@evil\.example long .*…$/);
  });

  it('by text message are one piece with a code, and by call ask for a key', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    await makeRule(harness, responder, phoneChannel, { method: 'voice', delay: 1 });
    await trigger(harness, { attributes: { title: `Ошибка <Say>hi</Say> ${'{€}'.repeat(80)}` } });
    const text = await phone.requests.take();
    expect(text.content).toMatch(
      /^PAGE-\d+ high: \?{6} <Say>hi<\/Say> [{€}]+\.\.\.\. Reply (\d{4}) ack or \1 resolve$/,
    );
    expect(text.content.length + (text.content.match(/[{}€]/g)?.length ?? 0)).toBeLessThanOrEqual(160);
    expect(text.statusUrl).toMatch(
      new RegExp(`^${PUBLIC_URL}/api/unstable/on-call/providers/phone/status/notifications/`),
    );
    await harness.fastForward('1 minute');
    const call = await phone.requests.take();
    expect(call.kind).toBe('call');
    expect(call.content).toContain('&lt;Say&gt;hi&lt;/Say&gt;');
    expect(call.content).toMatch(/<Gather [^>]*numDigits="1"/);
    expect(call.content).toMatch(/Press 4 to acknowledge\. Press 6 to resolve\./);
  });

  it('keep the code of a page in all its text messages, while another page has another', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    await makeRule(harness, responder, phoneChannel, { method: 'sms', delay: 5 });
    const codeOf = (content: string) => /Reply (\d{4})/.exec(content)?.[1];
    await trigger(harness, { attributes: { services: ['one'] } });
    const first = await phone.requests.take();
    await harness.fastForward('5 minutes');
    expect(codeOf((await phone.requests.take()).content)).toBe(codeOf(first.content));
    await trigger(harness, { attributes: { services: ['two'] } });
    expect(codeOf((await phone.requests.take()).content)).not.toBe(codeOf(first.content));
    await harness.fastForward('5 minutes');
    await phone.requests.take();
  });

  it('are tried again at the provider, with the same Message-ID', async () => {
    await makeRule(harness, responder, emailChannel);
    mail.refuseNext(451);
    const id = await trigger(harness);
    await eventually(async () => {
      expect(await notificationsOf(harness, id)).toMatchObject([
        { state: 'pending', reason: 'The mail server answered 451 4.2.2.' },
      ]);
    });
    await harness.fastForward('1 minute');
    const [row] = await harness.database.query<{ id: string }>(
      'select n.id from notifications n where n.case_id = $1',
      [id],
    );
    expect((await mail.mails.take()).messageId).toBe(`<${row?.id ?? ''}.email@sender.example>`);
    expect(await notificationsOf(harness, id)).toMatchObject([{ state: 'sent', attempt: 2 }]);
  });
});

describe('without settings', () => {
  it('a notification says what is not configured, and goes another way', async () => {
    const bare = await startHarness({ tenant: 'on-call' });
    try {
      const person = bare.org.users.responder;
      await routeTeam(bare, { steps: [{ users: [person] }] });
      await makeRule(bare, person, await makeActiveChannel(bare, person, phoneConfig(NUMBER)), { method: 'voice' });
      const id = await trigger(bare);
      await bare.settle();
      expect(await inboxOf(bare, id)).toEqual([person]);
      const reasons = await bare.database.query<{ channel: string; reason: string | null }>(
        'select a.channel, a.reason from notification_attempts a order by a.channel',
      );
      expect(reasons).toEqual([
        { channel: 'inbox', reason: null },
        { channel: 'voice', reason: 'calls are not configured (phone.account_sid)' },
      ]);
    } finally {
      await bare.stop();
    }
  });
});
