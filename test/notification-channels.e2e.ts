import { randomUUID } from 'node:crypto';
import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import { channelBody, emailConfig, makeChannel, makeRule, markVerified, phoneConfig } from './support/people.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
let responder: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call', roles: 'api' });
  responder = harness.org.users.responder;
});
afterAll(() => harness.stop());

const own = () => harness.org.headersOf('responder');
const path = (userId = responder, id?: string) =>
  `/api/v2/on-call/users/${userId}/notification-channels${id === undefined ? '' : `/${id}`}`;
const activity = (userId: string, id: string) => `/api/unstable/on-call/users/${userId}/notification-channels/${id}`;

async function create(config: object, userId = responder, headers = own()) {
  const answer = await harness.request('POST', path(userId), { headers, body: channelBody(config) });
  if (answer.status < 300) expectContract('CreateUserNotificationChannel', answer.status, answer.body);
  return answer;
}

function setActive(id: string, active: boolean, headers = own()) {
  const body = { data: { type: 'notification_channels', attributes: { active } } };
  return harness.request('PATCH', activity(responder, id), { headers, body });
}

describe('notification channels › create, list, get', () => {
  it('answers an e-mail channel as it was sent, inactive until it is verified', async () => {
    const config = emailConfig('Kim.Lee@acme.example', ['html', 'text']);
    const created = await create(config);
    expect(created.body).toEqual({
      data: { id: expect.any(String), type: 'notification_channels', attributes: { active: false, config } },
    });
    const got = await harness.request('GET', path(responder, created.body.data.id), { headers: own() });
    expectContract('GetUserNotificationChannel', 200, got.body);
    expect(got.body).toEqual(created.body);
  });

  it('keeps a number as E.164 and answers it for people, with its country', async () => {
    const { body } = await create(phoneConfig('+1 (703) 938-9548'));
    expect(body.data.attributes).toEqual({
      active: false,
      config: {
        type: 'phone',
        number: '+17039389548',
        formatted_number: '+1 703-938-9548',
        region: 'us',
        verified: false,
      },
    });
  });

  it('lists the channels of one person in the order of their creation', async () => {
    const { observer } = harness.org.users;
    const first = await makeChannel(harness, observer, phoneConfig('+33712345678'));
    const second = await makeChannel(harness, observer, emailConfig('observer@elsewhere.example'));
    const listed = await harness.request('GET', path(observer));
    expectContract('ListUserNotificationChannels', 200, listed.body);
    expect(listed.body.data.map((channel: { id: string }) => channel.id)).toEqual([first, second]);
  });

  it('reads a registered device as push', async () => {
    const { manager } = harness.org.users;
    await harness.database.query(
      `insert into notification_channels (org_id, id, user_id, kind, address, formats, application_name, verified_at,
              created_at, modified_at)
       select $1, $2, $3, 'push', 'Pixel', '{}', 'Pager', t.at, t.at, t.at from (select clock_timestamp() as at) t`,
      [harness.org.orgId, randomUUID(), manager],
    );
    const listed = await harness.request('GET', path(manager));
    expectContract('ListUserNotificationChannels', 200, listed.body);
    expect(listed.body.data).toMatchObject([
      { attributes: { active: true, config: { type: 'push', device_name: 'Pixel', application_name: 'Pager' } } },
    ]);
  });

  it.each([
    [{ type: 'email', address: 'nobody', formats: ['html'] }, '/data/attributes/config/address'],
    [
      { type: 'email', address: 'a@b.example\r\nBcc: c@d.example', formats: ['html'] },
      '/data/attributes/config/address',
    ],
    [{ type: 'email', address: 'a@b.example, c@d.example', formats: ['html'] }, '/data/attributes/config/address'],
    [{ type: 'email', address: `${'a'.repeat(250)}@b.example`, formats: ['html'] }, '/data/attributes/config/address'],
    [{ type: 'email', formats: ['html'] }, '/data/attributes/config/address'],
    [{ type: 'email', address: 'a@b.example' }, '/data/attributes/config/formats'],
    [{ type: 'email', address: 'a@b.example', formats: [] }, '/data/attributes/config/formats'],
    [{ type: 'email', address: 'a@b.example', formats: ['pdf'] }, '/data/attributes/config/formats'],
    [
      { type: 'email', address: 'a@b.example', formats: ['html'], number: '+33712345678' },
      '/data/attributes/config/number',
    ],
    [{ type: 'phone' }, '/data/attributes/config/number'],
    [{ type: 'phone', number: '7039389548' }, '/data/attributes/config/number'],
    [{ type: 'phone', number: '+1 555 123 4567' }, '/data/attributes/config/number'],
    [{ type: 'phone', number: '+33712345678', formats: ['html'] }, '/data/attributes/config/formats'],
    [{ type: 'push', device_name: 'x', application_name: 'y' }, '/data/attributes/config/type'],
    [undefined, '/data/attributes/config'],
  ])('refuses %j and says where', async (config, pointer) => {
    const answer = await create(config as object);
    expect(answer.status).toBe(400);
    const pointers = answer.body.errors.map((error: { source: { pointer: string } }) => error.source.pointer);
    expect(pointers).toContain(pointer);
  });

  it('refuses the same address twice, in whatever case, and twenty-one channels', async () => {
    const { admin } = harness.org.users;
    const headers = harness.org.adminHeaders;
    await create(emailConfig('twice@acme.example'), admin, headers);
    expect(await create(emailConfig('TWICE@acme.example'), admin, headers)).toMatchObject({ status: 400 });
    const rest = Array.from({ length: 25 }, (_, index) =>
      create(emailConfig(`a${index}@acme.example`), admin, headers),
    );
    const statuses = (await Promise.all(rest)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(19);
    expect(statuses.filter((status) => status === 400)).toHaveLength(6);
  });
});

describe('notification channels › who may', () => {
  it('lets a person change their own and an admin those of others, and nobody else', async () => {
    const id = (await create(emailConfig('mine@acme.example'))).body.data.id as string;
    for (const role of ['manager', 'observer'] as const) {
      const headers = harness.org.headersOf(role);
      for (const url of [path(), path(responder, id)]) {
        expect(await harness.request('GET', url, { headers })).toMatchObject({ status: 403 });
      }
      expect(await create(emailConfig('x@y.example'), responder, headers)).toMatchObject({ status: 403 });
      expect(await harness.request('DELETE', path(responder, id), { headers })).toMatchObject({ status: 403 });
    }
    expect(await harness.request('GET', path(responder, id))).toMatchObject({ status: 200 });
    expect(await harness.request('DELETE', path(responder, id))).toMatchObject({ status: 204 });
  });

  it('notes that an admin read an address, and never the address', async () => {
    const id = (await create(emailConfig('noted@acme.example'))).body.data.id as string;
    await harness.request('GET', path(responder, id));
    const entries = await harness.database.query<{ action: string; text: string }>(
      'select a.action, a::text as text from audit a where a.resource_id = $1 order by a.id',
      [id],
    );
    expect(entries.map((entry) => entry.action)).toEqual(['notification_channel.created', 'personal_data.read']);
    expect(entries.filter((entry) => entry.text.includes('noted@'))).toEqual([]);
    expect(entries[0]?.text).toContain('address');
  });

  it('is not found in another organization, for an unknown person, or under another person', async () => {
    const id = (await create(emailConfig('here@acme.example'))).body.data.id as string;
    const headers = harness.otherOrg.adminHeaders;
    expect(await harness.request('GET', path(responder, id), { headers })).toMatchObject({ status: 404 });
    expect(await harness.request('GET', path(responder), { headers })).toMatchObject({ status: 404 });
    expect(await harness.request('GET', path(NOWHERE))).toMatchObject({ status: 404 });
    const missing = { status: '404', title: 'Generic Error', detail: 'notification channel not found' };
    for (const url of [path(responder, NOWHERE), path(harness.org.users.manager, id)]) {
      for (const method of ['GET', 'DELETE']) {
        const answer = await harness.request(method, url);
        expect(answer).toMatchObject({ status: 404, body: { errors: [missing] } });
      }
    }
  });
});

describe('notification channels › delete, switch off and on', () => {
  it('takes the rules that use it with it, and the audit names them', async () => {
    const id = await makeChannel(harness, responder, phoneConfig('+4915112345678'));
    const rule = await makeRule(harness, responder, id, { method: 'sms' });
    expect(await harness.request('DELETE', path(responder, id), { headers: own() })).toMatchObject({ status: 204 });
    const gone = await harness.request('GET', `/api/v2/on-call/users/${responder}/notification-rules/${rule}`);
    expect(gone).toMatchObject({ status: 404 });
    const audit = await harness.database.query(
      `select a.action, a.before->'rule_ids' as rules from audit a
        where a.resource_id = any($1) and a.action like '%.deleted' order by a.id`,
      [[id, rule]],
    );
    expect(audit).toEqual([
      { action: 'notification_rule.deleted', rules: null },
      { action: 'notification_channel.deleted', rules: [rule] },
    ]);
  });

  it('is switched on again only when it is verified', async () => {
    const id = await makeChannel(harness, responder, emailConfig('switch@acme.example'));
    expect(await setActive(id, true)).toMatchObject({ status: 409 });
    await markVerified(harness, id);
    const active = async () =>
      (await harness.request('GET', path(responder, id), { headers: own() })).body.data.attributes.active as boolean;
    expect(await active()).toBe(true);
    expect(await setActive(id, false)).toMatchObject({
      status: 200,
      body: { data: { attributes: { active: false } } },
    });
    expect(await active()).toBe(false);
    expect(await setActive(id, true)).toMatchObject({ status: 200, body: { data: { attributes: { active: true } } } });
    expect(await setActive(id, false, harness.org.headersOf('manager'))).toMatchObject({ status: 403 });
  });
});

describe('notification channels › the official client', () => {
  it('makes, lists, gets and deletes one', async () => {
    const headers = harness.org.adminHeaders;
    const api = new v2.OnCallApi(
      client.createConfiguration({
        baseServer: new client.BaseServerConfiguration(harness.url, {}),
        authMethods: { apiKeyAuth: headers['dd-api-key'] ?? '', appKeyAuth: headers['dd-application-key'] ?? '' },
      }),
    );
    const userId = harness.org.users.manager;
    const config = { type: 'phone' as const, number: '+442079460000' };
    const created = await api.createUserNotificationChannel({
      userId,
      body: { data: { type: 'notification_channels', attributes: { config } } },
    });
    expect(created._unparsed).toBeFalsy();
    const channelId = created.data?.id ?? '';
    const got = await api.getUserNotificationChannel({ userId, channelId });
    expect(got.data?.attributes?.config).toMatchObject({ number: '+442079460000', region: 'gb', verified: false });
    const listed = await api.listUserNotificationChannels({ userId });
    expect(listed.data?.map((channel) => channel.id)).toContain(channelId);
    await api.deleteUserNotificationChannel({ userId, channelId });
    await expect(api.getUserNotificationChannel({ userId, channelId })).rejects.toMatchObject({ code: 404 });
  });
});
