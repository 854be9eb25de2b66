import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { startMailServer, type MailServer } from './support/mail-server.js';
import { act, read, routeTeam, story, trigger } from './support/paging.js';
import { emailConfig, makeActiveChannel, makeRule, phoneConfig } from './support/people.js';
import {
  callBack,
  pathOfUrl,
  startPhoneProvider,
  textFrom,
  TOKEN,
  type PhoneProvider,
} from './support/phone-provider.js';
import { startProcess } from './support/process.js';

jest.setTimeout(60_000);

const NUMBER = '+17039389548';
const PROVIDERS = '/api/unstable/on-call/providers';
const NOT_KNOWN = 'This code is not known, or not valid any more.';

let harness: Harness;
let mail: MailServer;
let phone: PhoneProvider;
let responder: string;
let emailChannel: string;
let phoneChannel: string;

beforeAll(async () => {
  mail = await startMailServer();
  phone = await startPhoneProvider();
  harness = await startHarness({ tenant: 'on-call', environment: { ...mail.environment, ...phone.environment } });
  responder = harness.org.users.responder;
  await routeTeam(harness, { steps: [{ after: 36_000, users: [responder] }] });
});
afterAll(async () => {
  await harness.stop();
  await mail.stop();
  await phone.stop();
});

beforeEach(async () => {
  // so that no page is a repeat of the test before, and no number has tried too often
  await harness.fastForward('1 hour');
  await harness.database.query('delete from notification_channels');
  emailChannel = await makeActiveChannel(harness, responder, emailConfig('kim@acme.example'));
  phoneChannel = await makeActiveChannel(harness, responder, phoneConfig(NUMBER));
});
afterEach(() => {
  mail.mails.expectNoMore();
  phone.requests.expectNoMore();
});

interface Linked {
  readonly id: string;
  /** Paths of the links. */
  readonly links: Readonly<Record<'Acknowledge' | 'Resolve', string>>;
}

async function pageByMail(attributes: object = {}): Promise<Linked> {
  await makeRule(harness, responder, emailChannel);
  const id = await trigger(harness, { attributes });
  const { text = '' } = await mail.mails.take();
  const link = (action: string) => pathOfUrl(new RegExp(`^${action}: (\\S+)$`, 'm').exec(text)?.[1] ?? '');
  return { id, links: { Acknowledge: link('Acknowledge'), Resolve: link('Resolve') } };
}

/** Makes a page that goes out by text message and answers its code. */
async function pageByText(attributes: object = {}, org = harness.org) {
  const id = await trigger(harness, { attributes, org });
  const request = await phone.requests.take();
  return {
    id,
    code: /Reply (\d{4}) ack/.exec(request.content)?.[1] ?? '',
    statusUrl: request.statusUrl,
    sid: request.sid,
  };
}

async function pageByCall() {
  await makeRule(harness, responder, phoneChannel, { method: 'voice' });
  const id = await trigger(harness);
  const { content, statusUrl, sid } = await phone.requests.take();
  return { id, action: /action="([^"]+)"/.exec(content)?.[1] ?? '', statusUrl, sid };
}

const open = (path: string) => harness.request('GET', path, { headers: {} });
/** As a browser posts a form without fields. */
const press = (path: string) =>
  harness.request('POST', path, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' });
const statusOf = async (id: string) => (await read(harness, id)).status;
const tellings = async (id: string, type: string) => (await story(harness, id)).filter((each) => each.type === type);
const otherWith = (code: string) => (code === '1234' ? '4321' : '1234');

describe('a link in an e-mail', () => {
  it('shows a button, and acts when the button is pressed and not before, as the person, without a key', async () => {
    const { id, links } = await pageByMail({ title: '<b>down</b>' });
    for (const userAgent of ['mail scanner', 'another', 'a browser']) {
      const shown = await harness.request('GET', links.Acknowledge, { headers: { 'user-agent': userAgent } });
      expect(shown).toMatchObject({
        status: 200,
        body: expect.stringContaining('<form method="post"><button>Acknowledge'),
      });
      expect(shown.body).toContain('&lt;b&gt;down&lt;/b&gt;');
    }
    await harness.request('HEAD', links.Acknowledge, { headers: {} });
    expect(await statusOf(id)).toBe('TRIGGERED');
    const pressed = await press(links.Acknowledge);
    expect(pressed).toMatchObject({ status: 200, body: expect.stringContaining('The page is acknowledged.') });
    expect(await read(harness, id)).toMatchObject({ status: 'ACKNOWLEDGED' });
    expect(await tellings(id, 'page.acknowledged')).toMatchObject([
      { author: { type: 'USER', id: responder }, data: { via: 'link' } },
    ]);
  });

  it('runs nothing, loads nothing, leaks no address and is kept nowhere', async () => {
    const { links } = await pageByMail();
    const { headers, body } = await open(links.Resolve);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(body).toContain('width=device-width');
    expect(body).not.toMatch(/<script|src=|https?:/);
  });

  it('changes nothing when it is pressed again, or late', async () => {
    const { id, links } = await pageByMail();
    await press(links.Acknowledge);
    const before = await story(harness, id);
    const again = await press(links.Acknowledge);
    expect(again).toMatchObject({ status: 200, body: expect.stringContaining('You have acknowledged this page.') });
    expect(await open(links.Acknowledge)).toMatchObject({ body: expect.not.stringContaining('<form') });
    expect(await story(harness, id)).toEqual(before);
  });

  it('for a page that is resolved answers so, and resolves one that is not', async () => {
    const { id, links } = await pageByMail();
    expect(await press(links.Resolve)).toMatchObject({ status: 200, body: expect.stringContaining('is resolved') });
    expect(await statusOf(id)).toBe('RESOLVED');
    const before = await story(harness, id);
    for (const path of [links.Acknowledge, links.Resolve]) {
      const settled = { status: 200, body: expect.stringContaining('This page is resolved. There is nothing to do.') };
      expect(await open(path)).toMatchObject(settled);
      expect(await press(path)).toMatchObject(settled);
    }
    expect(await story(harness, id)).toEqual(before);
  });

  it('expires', async () => {
    const { id, links } = await pageByMail();
    await harness.fastForward('1439 minutes');
    expect(await open(links.Acknowledge)).toMatchObject({ status: 200, body: expect.stringContaining('<form') });
    await harness.fastForward('2 minutes');
    for (const answer of [await open(links.Acknowledge), await press(links.Acknowledge)]) {
      expect(answer).toMatchObject({ status: 410, body: expect.stringContaining('too old') });
    }
    expect(await statusOf(id)).toBe('TRIGGERED');
  });

  it('that was changed in any character, cut, or made with another secret is not one of ours', async () => {
    const { id, links } = await pageByMail();
    const token = links.Acknowledge.split('/').at(-1) ?? '';
    const forged = [
      token.slice(0, -1),
      `${token}A`,
      'A'.repeat(token.length),
      ...[0, 2, 9, 40, 60, 90, token.length - 5].map((at) => {
        const changed = token[at] === 'A' ? 'B' : 'A';
        return `${token.slice(0, at)}${changed}${token.slice(at + 1)}`;
      }),
    ];
    for (const each of forged) {
      const answer = await press(`${PROVIDERS}/links/${each}`);
      expect({ each, status: answer.status }).toEqual({ each, status: 404 });
    }
    expect(await statusOf(id)).toBe('TRIGGERED');
  });

  it('acts no more for a person who was disabled or may not respond, nor after its channel', async () => {
    const { id, links } = await pageByMail();
    const change = (set: string) => harness.database.query(`update users u set ${set} where u.id = $1`, [responder]);
    await change("role = 'observer'");
    expect(await press(links.Acknowledge)).toMatchObject({ status: 403 });
    await change("role = 'responder', disabled_at = test_clock.clock_timestamp()");
    expect(await press(links.Acknowledge)).toMatchObject({ status: 403 });
    await change('disabled_at = null');
    await harness.database.query('delete from notification_channels c where c.id = $1', [emailChannel]);
    expect(await press(links.Acknowledge)).toMatchObject({ status: 403 });
    expect(await statusOf(id)).toBe('TRIGGERED');
  });
});

describe('a reply by text message', () => {
  beforeEach(async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
  });

  it('acknowledges and resolves by its code, as the person', async () => {
    const { id, code } = await pageByText();
    const { key } = await read(harness, id);
    const acknowledged = await textFrom(harness, NUMBER, `${code} ack`);
    expect(acknowledged).toMatchObject({
      status: 200,
      body: `<?xml version="1.0" encoding="UTF-8"?><Response><Message>${key} is acknowledged.</Message></Response>`,
    });
    expect(acknowledged.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(await tellings(id, 'page.acknowledged')).toMatchObject([
      { author: { type: 'USER', id: responder }, data: { via: 'sms' } },
    ]);
    expect((await textFrom(harness, NUMBER, `  Resolve ${code}!`)).body).toContain(`${key} is resolved.`);
    expect(await statusOf(id)).toBe('RESOLVED');
    expect((await textFrom(harness, NUMBER, `${code} ack`)).body).toContain('This page was resolved before.');
  });

  it('that the provider delivers twice changes nothing the second time', async () => {
    const { id, code } = await pageByText();
    await textFrom(harness, NUMBER, `${code} ack`);
    const before = await story(harness, id);
    expect((await textFrom(harness, NUMBER, `${code} ack`)).body).toContain('is acknowledged.');
    expect(await story(harness, id)).toEqual(before);
  });

  it('with a wrong code, from another number, or for a channel that is gone is told the same, and does nothing', async () => {
    const { id, code } = await pageByText();
    const answers = [
      await textFrom(harness, NUMBER, `${otherWith(code)} ack`),
      await textFrom(harness, '+4915112345678', `${code} ack`),
    ];
    await harness.database.query(
      'update notification_channels c set disabled_at = test_clock.clock_timestamp() where c.id = $1',
      [phoneChannel],
    );
    answers.push(await textFrom(harness, NUMBER, `${code} ack`));
    for (const { body } of answers) expect(body).toContain(`<Message>${NOT_KNOWN}</Message>`);
    expect(await statusOf(id)).toBe('TRIGGERED');
  });

  it('is answered by silence after five wrong ones in a quarter of an hour, even when it is right', async () => {
    const { id, code } = await pageByText();
    for (let wrong = 0; wrong < 5; wrong += 1) {
      expect((await textFrom(harness, NUMBER, `${otherWith(code)} ack`)).body).toContain(NOT_KNOWN);
    }
    expect((await textFrom(harness, NUMBER, `${code} ack`)).body).toMatch(/<Response\/>$/);
    expect((await textFrom(harness, '+4915112345678', 'hello')).body).toContain('send its code');
    expect(await statusOf(id)).toBe('TRIGGERED');
    await harness.fastForward('15 minutes');
    expect((await textFrom(harness, NUMBER, `${code} ack`)).body).toContain('is acknowledged.');
  });

  it('acts as long as its code is valid', async () => {
    const { id, code } = await pageByText();
    await harness.fastForward('1441 minutes');
    expect((await textFrom(harness, NUMBER, `${code} ack`)).body).toContain(NOT_KNOWN);
    expect(await statusOf(id)).toBe('TRIGGERED');
  });

  it('acts in the organization of its code alone, where one number has channels in two', async () => {
    const { otherOrg } = harness;
    const theirs = otherOrg.users.responder;
    await routeTeam(harness, { steps: [{ users: [theirs] }] }, otherOrg);
    const channel = await makeActiveChannel(harness, theirs, phoneConfig(NUMBER), otherOrg);
    await makeRule(harness, theirs, channel, { method: 'sms' }, otherOrg);
    const ours = await pageByText();
    const other = await pageByText({}, otherOrg);
    expect(other.code).not.toBe(ours.code);
    await textFrom(harness, NUMBER, `${other.code} ack`);
    expect(await statusOf(ours.id)).toBe('TRIGGERED');
    const answer = await harness.request('GET', `/api/unstable/on-call/pages/${other.id}`, {
      headers: otherOrg.adminHeaders,
    });
    expect(answer.body.data.attributes.status).toBe('ACKNOWLEDGED');
  });

  it('leaves neither the number nor the code in its tables', async () => {
    const { code } = await pageByText();
    await textFrom(harness, NUMBER, `${otherWith(code)} ack`);
    for (const table of ['reply_offers', 'reply_offer_pages', 'reply_tries']) {
      const rows = await harness.database.query<{ text: string }>(`select t::text as text from ${table} t`);
      expect(rows.map(({ text }) => text).join()).not.toContain(NUMBER.slice(1));
    }
    const [offer] = await harness.database.query<{ reply_key: Buffer }>(
      'select o.reply_key from reply_offers o limit 1',
    );
    expect(offer?.reply_key).toHaveLength(32);
  });
});

describe('an answer by the API or the inbox page', () => {
  it('is told as such', async () => {
    const inbox = { ...harness.org.adminHeaders, 'x-requested-with': 'inbox' };
    const id = await trigger(harness, { attributes: { is_shadow: true } });
    await act(harness, id, 'acknowledge', inbox);
    await act(harness, id, 'resolve');
    expect(await tellings(id, 'page.acknowledged')).toMatchObject([{ data: { via: 'inbox' } }]);
    expect(await tellings(id, 'page.resolved')).toMatchObject([{ data: { via: 'api' } }]);
  });
});

describe('several pages in one text message', () => {
  it('are acknowledged by one reply', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    const first = await pageByText({ services: ['noisy'] });
    const ids = [first.id];
    for (const title of ['two', 'three', 'four']) {
      ids.push(await trigger(harness, { attributes: { title, services: ['noisy'] } }));
    }
    // their steps have run before the time of the bundle comes
    await harness.settle();
    await harness.fastForward('1 minute');
    const { content, statusUrl, sid } = await phone.requests.take();
    await callBack(harness, statusUrl, { MessageSid: sid, MessageStatus: 'delivered' });
    for (const id of ids.slice(1)) expect(await tellings(id, 'notification.delivered')).toHaveLength(1);
    expect(await tellings(first.id, 'notification.delivered')).toEqual([]);
    const code =
      /^3 unacknowledged pages.*: PAGE-\d+, PAGE-\d+, PAGE-\d+\. Reply (\d{4}) ack/.exec(content)?.[1] ?? content;
    expect((await textFrom(harness, NUMBER, `${code} ack all`)).body).toContain('3 pages are acknowledged.');
    const statuses = await Promise.all(ids.map(statusOf));
    expect(statuses).toEqual(['TRIGGERED', 'ACKNOWLEDGED', 'ACKNOWLEDGED', 'ACKNOWLEDGED']);
  });
});

describe('a key pressed in a call', () => {
  it('acknowledges with 4 and resolves with 6, and says so', async () => {
    const { id, action, sid } = await pageByCall();
    const { key } = await read(harness, id);
    const wrong = await callBack(harness, action, { CallSid: sid, Digits: '5' });
    expect(wrong.body).toContain('<Gather');
    expect(wrong.body).toContain(`action="${action}"`);
    expect(await statusOf(id)).toBe('TRIGGERED');
    const taken = await callBack(harness, action, { CallSid: sid, Digits: '4' });
    expect(taken).toMatchObject({ status: 200, body: expect.stringContaining(`>${key} is acknowledged.</Say>`) });
    expect(await tellings(id, 'page.acknowledged')).toMatchObject([
      { author: { type: 'USER', id: responder }, data: { via: 'voice' } },
    ]);
    expect((await callBack(harness, action, { CallSid: sid, Digits: '6' })).body).toContain(`${key} is resolved.`);
    expect(await statusOf(id)).toBe('RESOLVED');
  });

  it('of a call that was not made by us does nothing', async () => {
    const { id, action } = await pageByCall();
    const other = action.replace(/[^/]+$/, harness.org.teamId);
    expect((await callBack(harness, other, { Digits: '4' })).body).toContain(NOT_KNOWN);
    const elsewhere = action.replace(harness.org.orgId, harness.otherOrg.orgId);
    expect((await callBack(harness, elsewhere, { Digits: '4' })).body).toContain(NOT_KNOWN);
    expect(await statusOf(id)).toBe('TRIGGERED');
  });
});

describe('a report of the provider', () => {
  const reportsOf = (id: string) =>
    harness.database.query<{ status: string; error_code: string | null }>(
      `select r.status, r.error_code from provider_reports r
         join notifications n on n.org_id = r.org_id and n.id = r.notification_id where n.case_id = $1`,
      [id],
    );

  it('is kept, and its end told on the timeline, in whatever order reports arrive and however often', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    const { id, statusUrl, sid } = await pageByText();
    for (const MessageStatus of ['sent', 'queued', 'delivered', 'sending', 'delivered', 'failed', 'sent']) {
      expect(await callBack(harness, statusUrl, { MessageSid: sid, MessageStatus })).toMatchObject({ status: 204 });
    }
    expect(await reportsOf(id)).toEqual([{ status: 'delivered', error_code: null }]);
    expect(await tellings(id, 'notification.delivered')).toMatchObject([
      { data: { user_id: responder, channel: 'sms', provider_status: 'delivered' } },
    ]);
    expect(await tellings(id, 'notification.undelivered')).toEqual([]);
  });

  it('of a failure is told with its code', async () => {
    const { id, statusUrl, sid } = await pageByCall();
    const fields = { CallSid: sid, CallStatus: 'busy', ErrorCode: '30003' };
    await callBack(harness, statusUrl, { CallSid: sid, CallStatus: 'ringing' });
    await callBack(harness, statusUrl, fields);
    await mail.mails.take();
    expect(await reportsOf(id)).toEqual([{ status: 'busy', error_code: '30003' }]);
    expect(await tellings(id, 'notification.undelivered')).toMatchObject([
      { data: { channel: 'voice', provider_status: 'busy', error_code: '30003' } },
    ]);
    const shown = await harness.request('GET', `/api/unstable/on-call/pages/${id}/notifications`);
    expect(shown.body.data[0].attributes).toMatchObject({
      state: 'sent',
      provider_status: 'busy',
      provider_error_code: '30003',
    });
  });

  const failWith = (url: string, sid: string, MessageStatus: string) =>
    callBack(harness, url, { MessageSid: sid, MessageStatus, ErrorCode: '30003' });

  it.each(['undelivered', 'failed'])('of %s brings the next rule forward, once, and says why', async (status) => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    await makeRule(harness, responder, phoneChannel, { method: 'voice', delay: 30 });
    const { id, statusUrl, sid } = await pageByText();
    for (const each of ['sent', status, status, 'failed', 'undelivered', 'sent']) await failWith(statusUrl, sid, each);
    await harness.settle();
    expect(await phone.requests.take()).toMatchObject({ kind: 'call', to: NUMBER });
    const why = `brought forward, because sms failed: the provider reports ${status} with code 30003`;
    expect(await tellings(id, 'notification.sent')).toMatchObject([
      { data: { channel: 'sms' } },
      { data: { channel: 'voice', why } },
    ]);
    await harness.fastForward('1 hour');
  });

  it.each(['busy', 'no-answer', 'failed', 'canceled'])(
    'of a call that ended with %s leads to the default channel when no rule is left, once',
    async (CallStatus) => {
      const { id, statusUrl, sid } = await pageByCall();
      await callBack(harness, statusUrl, { CallSid: sid, CallStatus });
      await callBack(harness, statusUrl, { CallSid: sid, CallStatus });
      await callBack(harness, statusUrl, { CallSid: sid, CallStatus: 'no-answer' });
      await harness.settle();
      expect(await mail.mails.take()).toMatchObject({ to: [harness.org.emails.responder] });
      expect(await tellings(id, 'notification.sent')).toMatchObject([
        { data: { channel: 'voice' } },
        { data: { channel: 'email', why: `the provider reports ${CallStatus}` } },
      ]);
      await harness.fastForward('1 hour');
    },
  );

  it('of a bundle that failed leads each of its pages another way', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    await pageByText({ services: ['noisy'] });
    const ids: string[] = [];
    for (const title of ['two', 'three'])
      ids.push(await trigger(harness, { attributes: { title, services: ['noisy'] } }));
    await harness.settle();
    await harness.fastForward('1 minute');
    const { statusUrl, sid } = await phone.requests.take();
    await act(harness, ids[0] ?? '', 'acknowledge');
    await failWith(statusUrl, sid, 'undelivered');
    await harness.settle();
    expect((await mail.mails.take()).text).toContain('three');
    expect(await tellings(ids[0] ?? '', 'notification.undelivered')).toHaveLength(1);
  });

  it('of a failure sends nothing for a page that was taken or resolved meanwhile', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    for (const verb of ['acknowledge', 'resolve']) {
      const { id, statusUrl, sid } = await pageByText({ services: [verb] });
      await act(harness, id, verb);
      await failWith(statusUrl, sid, 'undelivered');
      await harness.settle();
      expect(await tellings(id, 'notification.undelivered')).toHaveLength(1);
      expect(await tellings(id, 'notification.sent')).toHaveLength(1);
    }
  });

  it('of a delivery that failed after it was delivered changes nothing', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    const { id, statusUrl, sid } = await pageByText();
    for (const status of ['delivered', 'failed', 'undelivered']) await failWith(statusUrl, sid, status);
    await harness.settle();
    expect(await tellings(id, 'notification.sent')).toHaveLength(1);
  });

  it('with a status that nobody knows, or about nothing that is here, is taken and dropped', async () => {
    const { id, statusUrl, sid } = await pageByCall();
    expect(await callBack(harness, statusUrl, { CallSid: sid, CallStatus: 'pondering' })).toMatchObject({
      status: 204,
    });
    const elsewhere = statusUrl.replace(harness.org.orgId, harness.otherOrg.orgId);
    expect(await callBack(harness, elsewhere, { CallSid: sid, CallStatus: 'busy' })).toMatchObject({ status: 204 });
    expect(await reportsOf(id)).toEqual([]);
  });
});

describe('requests in the name of the provider', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('that are not signed, or signed for another address, other fields or with another token, are refused', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    const { id, code, statusUrl } = await pageByText();
    const fields = { From: NUMBER, Body: `${code} ack` };
    const body = new URLSearchParams(fields).toString();
    const path = `${PROVIDERS}/phone/sms`;
    const forged = [
      await harness.request('POST', path, { headers: form, body }),
      await harness.request('POST', path, { headers: { ...form, 'x-twilio-signature': '' }, body }),
      await harness.request('POST', path, { headers: { ...form, 'x-twilio-signature': 'AAAA' }, body }),
      await callBack(harness, path, fields, 'another token of the tests'),
      await callBack(harness, statusUrl, { MessageStatus: 'delivered', MessageSid: 'SM1' }, 'another token'),
    ];
    for (const each of forged) expect(each).toMatchObject({ status: 403, body: { errors: [{ code: 'forbidden' }] } });
    expect(await statusOf(id)).toBe('TRIGGERED');
  });

  it.each([
    ['a field twice', 'From=%2B1&From=%2B2'],
    ['broken percent-encoding', 'From=%ZZ'],
    ['bytes that are no UTF-8', 'From=%ff%fe'],
    ['a NUL character', 'From=%00'],
    ['a field of more than 4,096 characters', `Body=${'x'.repeat(4_097)}`],
    ['more than 100 fields', Array.from({ length: 101 }, (_, index) => `f${index}=`).join('&')],
  ])('with %s are a 400', async (_name, body) => {
    const answer = await harness.request('POST', `${PROVIDERS}/phone/sms`, { headers: form, body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ status: '400' }] } });
  });

  it('with too much are a 413, with JSON a 415, and no other route takes a form', async () => {
    const path = `${PROVIDERS}/phone/sms`;
    const large = await harness.request('POST', path, { headers: form, body: `Body=${'x'.repeat(20_000)}` });
    expect(large).toMatchObject({ status: 413 });
    for (const headers of [{}, { 'content-type': 'text/plain' }]) {
      expect(await harness.request('POST', path, { headers, body: '{}' })).toMatchObject({
        status: 415,
        body: { errors: [{ detail: 'content-type must be application/x-www-form-urlencoded' }] },
      });
    }
    const page = await harness.request('POST', '/api/unstable/on-call/pages', {
      headers: { ...harness.org.adminHeaders, ...form },
      body: 'data=1',
    });
    expect(page).toMatchObject({
      status: 415,
      body: { errors: [{ detail: 'content-type must be application/json or application/vnd.api+json' }] },
    });
  });

  it('are not found where no provider is configured; links are', async () => {
    const bare = await startHarness({ tenant: 'on-call', roles: 'api' });
    try {
      const answer = await callBack(bare, `${PROVIDERS}/phone/sms`, { From: NUMBER, Body: 'hello' });
      expect(answer).toMatchObject({ status: 404 });
      expect(await bare.request('GET', `${PROVIDERS}/links/x`, { headers: {} })).toMatchObject({ status: 404 });
    } finally {
      await bare.stop();
    }
  });

  it('are for pages of people alone: acknowledging needs no key, but everything else does', async () => {
    await makeRule(harness, responder, phoneChannel, { method: 'sms' });
    const { id } = await pageByText();
    expect(await act(harness, id, 'acknowledge', {})).toMatchObject({ status: 401 });
  });
});

describe('what a process writes', () => {
  it('holds no address, number, code, link or token, whatever comes in and whatever goes wrong', async () => {
    const environment = { ...mail.environment, ...phone.environment };
    const quiet = await startHarness({ tenant: 'on-call', roles: 'event-relay' });
    const child = await startProcess(quiet, 'all', { ...environment, LOG_LEVEL: 'trace' });
    try {
      const served = Object.assign(Object.create(quiet) as Harness, { url: child.url });
      const person = quiet.org.users.responder;
      await routeTeam(served, { steps: [{ users: [person] }] });
      const letter = await makeActiveChannel(served, person, emailConfig('kim.canary@acme.example'));
      const number = await makeActiveChannel(served, person, phoneConfig(NUMBER));
      await makeRule(served, person, letter);
      await makeRule(served, person, number, { method: 'sms' });
      mail.refuseNext(451, 550);
      phone.answerNext({ status: 500, body: { message: `${NUMBER} failed` } });
      await trigger(served);
      const text = await phone.requests.take();
      const code = /Reply (\d{4}) ack/.exec(text.content)?.[1] ?? '';
      await trigger(served, { attributes: { services: ['another'] } });
      await phone.requests.take();
      // the refused one goes to the address of the account in the end
      await mail.mails.take();
      const { text: words = '' } = await mail.mails.take();
      const link = pathOfUrl(/^Acknowledge: (\S+)$/m.exec(words)?.[1] ?? '');
      await served.request('GET', link, { headers: {} });
      await served.request('POST', link, { headers: {}, body: { a: 1 } });
      await served.request('PUT', link, { headers: {} });
      await textFrom(served, NUMBER, `${otherWith(code)} ack`);
      await textFrom(served, NUMBER, `${code} ack`);
      await callBack(served, `${PROVIDERS}/phone/sms`, { From: NUMBER, Body: `${code} ack` }, 'another token');
      await callBack(served, text.statusUrl, { MessageSid: text.sid, MessageStatus: 'delivered', To: NUMBER });
      expect(child.log.length).toBeGreaterThan(5_000);
      const secrets = [/canary/, NUMBER.slice(1), new RegExp(`\\b${code}\\b`), link.split('/').at(-1) ?? link, TOKEN];
      const lines = child.log.split('\n');
      expect(lines.filter((line) => secrets.some((secret) => new RegExp(secret).test(line)))).toEqual([]);
    } finally {
      mail.reset();
      phone.reset();
      await child.stop();
      await quiet.stop();
    }
  });
});
