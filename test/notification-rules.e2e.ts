import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import {
  emailConfig,
  makeActiveChannel,
  makeChannel,
  makeRule,
  phoneConfig,
  ruleBody,
  type RuleOptions,
} from './support/people.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
let responder: string;
let email: string;
let phone: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call', roles: 'api' });
  responder = harness.org.users.responder;
  email = await makeChannel(harness, responder, emailConfig('kim@acme.example'));
  phone = await makeChannel(harness, responder, phoneConfig('+17039389548'));
});
afterAll(() => harness.stop());

const own = () => harness.org.headersOf('responder');
const path = (id?: string, userId = responder) =>
  `/api/v2/on-call/users/${userId}/notification-rules${id === undefined ? '' : `/${id}`}`;

async function create(body: object, headers = own()) {
  const answer = await harness.request('POST', path(), { headers, body });
  if (answer.status < 300) expectContract('CreateUserNotificationRule', answer.status, answer.body);
  return answer;
}

async function update(id: string, body: object, query = '') {
  const answer = await harness.request('PUT', `${path(id)}${query}`, { headers: own(), body });
  if (answer.status < 300) expectContract('UpdateUserNotificationRule', answer.status, answer.body);
  return answer;
}

describe('notification rules › create, get, list', () => {
  it('answers a rule of a phone as it was sent, and the same again', async () => {
    const created = await create(ruleBody(phone, { category: 'low_urgency', delay: 1, method: 'sms' }));
    expect(created.body).toEqual({
      data: {
        id: expect.any(String),
        type: 'notification_rules',
        attributes: { category: 'low_urgency', delay_minutes: 1, channel_settings: { type: 'phone', method: 'sms' } },
        relationships: { channel: { data: { type: 'notification_channels', id: phone } } },
      },
    });
    const got = await harness.request('GET', path(created.body.data.id), { headers: own() });
    expectContract('GetUserNotificationRule', 200, got.body);
    expect(got.body).toEqual(created.body);
  });

  it('takes high urgency and no delay for what is absent', async () => {
    const body = ruleBody(email);
    const { attributes: _, ...data } = body.data;
    expect((await create({ data })).body.data.attributes).toEqual({ category: 'high_urgency', delay_minutes: 0 });
  });

  it('includes the channels when asked to, each once', async () => {
    const { manager } = harness.org.users;
    const channel = await makeChannel(harness, manager, emailConfig('manager@elsewhere.example'));
    for (const delay of [0, 5]) await makeRule(harness, manager, channel, { delay });
    const plain = await harness.request('GET', path(undefined, manager));
    expect(plain.body.included).toBeUndefined();
    const listed = await harness.request('GET', `${path(undefined, manager)}?include=channel`);
    expectContract('ListUserNotificationRules', 200, listed.body);
    expect(listed.body.data.map((rule: { attributes: object }) => rule.attributes)).toEqual([
      { category: 'high_urgency', delay_minutes: 0 },
      { category: 'high_urgency', delay_minutes: 5 },
    ]);
    expect(listed.body.included).toMatchObject([{ id: channel, type: 'notification_channels' }]);
    const id = listed.body.data[0].id as string;
    const got = await harness.request('GET', `${path(id, manager)}?include=channel`);
    expectContract('GetUserNotificationRule', 200, got.body);
    expect(got.body.included).toHaveLength(1);
    expect(await harness.request('GET', `${path()}?include=user`)).toMatchObject({ status: 400 });
  });

  it.each<[string, () => object, string]>([
    ['a phone without its use', () => ruleBody(phone), '/data/attributes/channel_settings'],
    ['an e-mail with one', () => ruleBody(email, { method: 'sms' }), '/data/attributes/channel_settings'],
    ['an unknown channel', () => ruleBody(NOWHERE), '/data/relationships/channel/data/id'],
    ['no channel', () => ({ data: { type: 'notification_rules' } }), '/data/relationships/channel'],
    ['a negative delay', () => ruleBody(email, { delay: -1 }), '/data/attributes/delay_minutes'],
    ['a delay of more than a week', () => ruleBody(email, { delay: 10_081 }), '/data/attributes/delay_minutes'],
    [
      'an unknown urgency',
      () => ruleBody(email, { category: 'urgent' } as unknown as RuleOptions),
      '/data/attributes/category',
    ],
  ])('refuses %s and says where', async (_name, body, pointer) => {
    const answer = await create(body());
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { pointer } }] } });
  });

  it('refuses a channel of somebody else, and more than fifty', async () => {
    const others = await makeChannel(harness, harness.org.users.admin, emailConfig('admin@elsewhere.example'));
    expect(await create(ruleBody(others))).toMatchObject({ status: 400 });
    const { admin } = harness.org.users;
    const made = Array.from({ length: 52 }, (_, delay) =>
      harness.request('POST', path(undefined, admin), { body: ruleBody(others, { delay }) }),
    );
    const statuses = (await Promise.all(made)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(50);
    expect(statuses.filter((status) => status === 400)).toHaveLength(2);
  });
});

describe('notification rules › update and delete', () => {
  it('replaces all but the channel, which stays when it is not named', async () => {
    const id = (await create(ruleBody(phone, { delay: 7, method: 'voice' }))).body.data.id as string;
    const attributes = { channel_settings: { type: 'phone', method: 'sms' } };
    const kept = await update(id, { data: { type: 'notification_rules', id, attributes } }, '?include=channel');
    expect(kept.body.data).toMatchObject({
      attributes: { category: 'high_urgency', delay_minutes: 0, ...attributes },
      relationships: { channel: { data: { id: phone } } },
    });
    expect(kept.body.included).toHaveLength(1);
    const moved = await update(id, ruleBody(email, { category: 'low_urgency', delay: 9 }, id));
    expect(moved.body.data).toMatchObject({
      attributes: { category: 'low_urgency', delay_minutes: 9 },
      relationships: { channel: { data: { id: email } } },
    });
    expect(moved.body.data.attributes.channel_settings).toBeUndefined();
    expect(await update(id, ruleBody(email, {}, NOWHERE))).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/id' } }] },
    });
  });

  it('is gone after its deletion, and is told as not found', async () => {
    const id = (await create(ruleBody(email, { delay: 77 }))).body.data.id as string;
    expect(await harness.request('DELETE', path(id), { headers: own() })).toMatchObject({ status: 204 });
    const missing = { status: '404', title: 'Generic Error', detail: 'notification rule not found' };
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await harness.request(method, path(id))).toMatchObject({ status: 404, body: { errors: [missing] } });
    }
    expect(await update(id, ruleBody(email, {}, id))).toMatchObject({ status: 404, body: { errors: [missing] } });
  });

  it('is for the person and for admins, and not seen from another organization', async () => {
    const id = (await create(ruleBody(email, { delay: 78 }))).body.data.id as string;
    const manager = harness.org.headersOf('manager');
    for (const [method, url] of [
      ['GET', path()],
      ['GET', path(id)],
      ['DELETE', path(id)],
    ] as const) {
      expect(await harness.request(method, url, { headers: manager })).toMatchObject({ status: 403 });
      const headers = harness.otherOrg.adminHeaders;
      expect(await harness.request(method, url, { headers })).toMatchObject({ status: 404 });
    }
    expect(await harness.request('GET', path(id))).toMatchObject({ status: 200 });
  });
});

describe('notification rules › readiness', () => {
  const readiness = async (userId: string, headers = own()) => {
    const answer = await harness.request('GET', `/api/unstable/on-call/users/${userId}/readiness`, { headers });
    return answer.status === 200 ? (answer.body.data.attributes as object) : answer.status;
  };

  it('tells what is missing, one after the other', async () => {
    const { observer } = harness.org.users;
    const observed = harness.org.headersOf('observer');
    expect(await readiness(observer, observed)).toEqual({ ready: false, problems: ['no verified channel'] });
    const unproven = await makeChannel(harness, observer, phoneConfig('+33712345678'));
    await makeRule(harness, observer, unproven, { method: 'sms' });
    expect(await readiness(observer)).toEqual({ ready: false, problems: ['no verified channel'] });
    const channel = await makeActiveChannel(harness, observer, emailConfig('observer@elsewhere.example'));
    expect(await readiness(observer)).toEqual({ ready: false, problems: ['no notification rule'] });
    await makeRule(harness, observer, channel, { category: 'low_urgency' });
    expect(await readiness(observer)).toEqual({ ready: false, problems: ['only low urgency'] });
    await makeRule(harness, observer, channel, { delay: 3 });
    expect(await readiness(observer)).toEqual({ ready: true, problems: [], first_after_minutes: 3 });
    await harness.request('DELETE', `/api/v2/users/${observer}`);
    expect(await readiness(observer)).toMatchObject({ ready: false, problems: ['disabled'] });
    expect(await readiness(NOWHERE)).toBe(404);
    expect(await readiness(responder, harness.otherOrg.adminHeaders)).toBe(404);
  });
});

describe('notification rules › the official client', () => {
  it('makes, lists, gets, replaces and deletes one', async () => {
    const headers = harness.org.adminHeaders;
    const api = new v2.OnCallApi(
      client.createConfiguration({
        baseServer: new client.BaseServerConfiguration(harness.url, {}),
        authMethods: { apiKeyAuth: headers['dd-api-key'] ?? '', appKeyAuth: headers['dd-application-key'] ?? '' },
      }),
    );
    const userId = responder;
    const data = (delayMinutes: number) => ({
      type: 'notification_rules' as const,
      attributes: {
        category: 'high_urgency' as const,
        delayMinutes,
        channelSettings: { type: 'phone' as const, method: 'voice' as const },
      },
      relationships: { channel: { data: { id: phone, type: 'notification_channels' as const } } },
    });
    const created = await api.createUserNotificationRule({ userId, body: { data: data(41) } });
    expect(created._unparsed).toBeFalsy();
    const ruleId = created.data.id ?? '';
    const updated = await api.updateUserNotificationRule({
      userId,
      ruleId,
      body: { data: { id: ruleId, ...data(42) } },
      include: 'channel',
    });
    expect(updated.data.attributes?.delayMinutes).toBe(42);
    expect(updated.included).toHaveLength(1);
    const got = await api.getUserNotificationRule({ userId, ruleId, include: 'channel' });
    expect(got.data.attributes?.channelSettings).toMatchObject({ method: 'voice' });
    const listed = await api.listUserNotificationRules({ userId, include: 'channel' });
    expect(listed.data?.map((rule) => rule.id)).toContain(ruleId);
    expect(listed._unparsed).toBeFalsy();
    await api.deleteUserNotificationRule({ userId, ruleId });
    await expect(api.getUserNotificationRule({ userId, ruleId })).rejects.toMatchObject({ code: 404 });
  });
});
