import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';
const OWN = '/api/v2/current_user/application_keys';
const KINDS = [
  ['/api/v2/api_keys', 'api_keys'],
  ['/api/v2/application_keys', 'application_keys'],
] as const;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

interface Key {
  readonly id: string;
  readonly type: string;
  readonly attributes: { readonly key?: string; readonly last4: string; readonly [name: string]: unknown };
  readonly relationships: object;
}

function call(method: string, path: string, body?: unknown, headers: Headers = harness.org.adminHeaders) {
  return harness.request(method, path, body === undefined ? { headers } : { headers, body });
}
const keyBody = (type: string, attributes: object = { name: 'forwarder' }, relationships?: object) => ({
  data: { type, attributes, ...(relationships === undefined ? {} : { relationships }) },
});
const keyOf = (answer: Answer) => (answer.body as { data: Key }).data;
const idsOf = (answer: Answer) => (answer.body as { data: Key[] }).data.map((key) => key.id);
const ownedBy = (id: string) => ({ owned_by: { data: { type: 'users', id } } });

describe.each(KINDS)('keys › %s', (path, type) => {
  it('shows the whole key once', async () => {
    const answer = await call('POST', path, keyBody(type));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(/^application\/vnd\.api\+json/);
    const { id, attributes } = keyOf(answer);
    expect(attributes.key).toMatch(/^cm[ka]_[0-9a-f]{48}$/);
    expect(attributes).toMatchObject({ name: 'forwarder', expires_at: null, last_used_at: null });
    const got = await call('GET', `${path}/${id}`);
    expect(keyOf(got).attributes).not.toHaveProperty('key');
    const list = await call('GET', `${path}?filter=FORWARD&page[size]=100&sort=-created_at`);
    expect(idsOf(list)[0]).toBe(id);
    expect(JSON.stringify([got.body, list.body])).not.toContain(attributes.key);
    const stored = await harness.database.query(`select * from ${type} k where k.id = $1`, [id]);
    expect(JSON.stringify(stored)).not.toContain(attributes.key?.slice(4));
    const audit = await harness.database.query(`select a.action, a.after from audit a where a.resource_id = $1`, [id]);
    expect(audit).toMatchObject([{ action: `${type.slice(0, -1)}.created` }]);
    expect(JSON.stringify(audit)).not.toContain(attributes.key?.slice(4));
  });

  it('revokes once; the key is refused within the life of the cache', async () => {
    const made = keyOf(await call('POST', path, keyBody(type)));
    const headers = {
      ...harness.org.adminHeaders,
      [type === 'api_keys' ? 'dd-api-key' : 'dd-application-key']: made.attributes.key ?? '',
    };
    expect((await call('GET', path, undefined, headers)).status).toBe(200);
    expect((await call('DELETE', `${path}/${made.id}`)).status).toBe(204);
    expect((await call('DELETE', `${path}/${made.id}`)).status).toBe(404);
    expect((await call('GET', `${path}/${made.id}`)).status).toBe(404);
    expect(idsOf(await call('GET', `${path}?page[size]=100`))).not.toContain(made.id);
    await eventually(async () => (await call('GET', path, undefined, headers)).status === 401);
  }, 15_000);

  it('takes an expiry in the future and dies by it', async () => {
    const soon = await harness.database.query<{ at: string }>(
      `select to_char((clock_timestamp() + interval '1 hour') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
    );
    const expiresAt = soon[0]?.at ?? '';
    const made = keyOf(await call('POST', path, keyBody(type, { name: 'short', expires_at: expiresAt })));
    expect(made.attributes.expires_at).toBe(expiresAt.replace('Z', '.000000+00:00'));
    await harness.database.query(
      `update ${type} set expires_at = clock_timestamp() - interval '1 second' where id = $1`,
      [made.id],
    );
    const headers = {
      ...harness.org.adminHeaders,
      [type === 'api_keys' ? 'dd-api-key' : 'dd-application-key']: made.attributes.key ?? '',
    };
    expect((await call('GET', path, undefined, headers)).status).toBe(401);
  });

  it.each([
    ['a time gone by', { name: 'x', expires_at: '2020-01-01T00:00:00Z' }, '/data/attributes/expires_at'],
    ['the year 99999', { name: 'x', expires_at: '99999-01-01T00:00:00Z' }, '/data/attributes/expires_at'],
    ['the 30th of February', { name: 'x', expires_at: '2030-02-30T00:00:00Z' }, '/data/attributes/expires_at'],
    ['no name', {}, '/data/attributes/name'],
    ['scopes, which would not be kept', { name: 'x', scopes: ['on_call_read'] }, '/data/attributes/scopes'],
  ])('refuses %s', async (_, attributes, pointer) => {
    const answer = await call('POST', path, keyBody(type, attributes));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ status: '400', source: { pointer } }] });
  });

  it.each(['manager', 'responder', 'observer'] as const)('is closed to a %s', async (role) => {
    const headers = harness.org.headersOf(role);
    expect((await call('GET', path, undefined, headers)).status).toBe(403);
    expect((await call('POST', path, keyBody(type), headers)).status).toBe(403);
    expect((await call('DELETE', `${path}/${NOWHERE}`, undefined, headers)).status).toBe(403);
  });

  it('shows another organization nothing', async () => {
    const { id } = keyOf(await call('POST', path, keyBody(type)));
    const headers = harness.otherOrg.adminHeaders;
    for (const method of ['GET', 'DELETE']) {
      const foreign = await call(method, `${path}/${id}`, undefined, headers);
      const nobody = await call(method, `${path}/${NOWHERE}`, undefined, headers);
      expect(foreign.status).toBe(404);
      expect(foreign.body).toEqual(nobody.body);
    }
    expect(idsOf(await call('GET', `${path}?page[size]=100`, undefined, headers))).not.toContain(id);
    expect((await call('GET', `${path}/${id}`)).status).toBe(200);
  });
});

describe('keys › for whom', () => {
  it('makes a key for another person, who then is who acts, and is pending no more', async () => {
    const made = await call('POST', '/api/v2/users', {
      data: { type: 'users', attributes: { email: 'robot@acme.example', role: 'observer' } },
    });
    const { id } = (made.body as { data: { id: string } }).data;
    const key = keyOf(
      await call('POST', '/api/v2/application_keys', keyBody('application_keys', undefined, ownedBy(id))),
    );
    expect(key.relationships).toEqual(ownedBy(id));
    const headers = { authorization: `Bearer ${key.attributes.key ?? ''}` };
    const self = await call('GET', `/api/v2/users/${id}`, undefined, headers);
    expect(self.body).toMatchObject({ data: { attributes: { status: 'Active', verified: true } } });
    expect((await call('GET', '/api/v2/users', undefined, headers)).status).toBe(403);
  });

  it('makes none for a disabled, unknown or foreign person', async () => {
    const made = await call('POST', '/api/v2/users', {
      data: { type: 'users', attributes: { email: 'gone@acme.example' } },
    });
    const { id } = (made.body as { data: { id: string } }).data;
    await call('DELETE', `/api/v2/users/${id}`);
    const make = (user: string) =>
      call('POST', '/api/v2/application_keys', keyBody('application_keys', undefined, ownedBy(user)));
    expect((await make(id)).status).toBe(409);
    const [foreign, nobody] = [await make(harness.otherOrg.users.admin), await make(NOWHERE)];
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(nobody.body);
  });
});

describe('keys › own', () => {
  it('lets an observer make, see and revoke their own, and no others', async () => {
    const headers = harness.org.headersOf('observer');
    const answer = await call('POST', OWN, keyBody('application_keys'), headers);
    expect(answer.status).toBe(201);
    const { id } = keyOf(answer);
    expect(keyOf(answer).relationships).toEqual(ownedBy(harness.org.users.observer));
    const list = await call('GET', `${OWN}?page[size]=100`, undefined, headers);
    expect(idsOf(list)).toContain(id);
    const owners = (list.body as { data: Key[] }).data.map((key) => key.relationships);
    expect(owners).toEqual(owners.map(() => ownedBy(harness.org.users.observer)));
    for (const method of ['GET', 'DELETE']) {
      expect((await call(method, `${OWN}/${id}`, undefined, harness.org.headersOf('responder'))).status).toBe(404);
      expect((await call(method, `${OWN}/${id}`, undefined, harness.otherOrg.adminHeaders)).status).toBe(404);
    }
    expect((await call('DELETE', `${OWN}/${id}`, undefined, headers)).status).toBe(204);
  });
});

describe('keys › official client', () => {
  it('makes, lists and deletes', async () => {
    const api = new v2.KeyManagementApi(
      client.createConfiguration({
        baseServer: new client.BaseServerConfiguration(harness.url, {}),
        authMethods: {
          apiKeyAuth: harness.org.adminHeaders['dd-api-key'] ?? '',
          appKeyAuth: harness.org.adminHeaders['dd-application-key'] ?? '',
        },
      }),
    );
    const made = await api.createCurrentUserApplicationKey({
      body: { data: { type: 'application_keys', attributes: { name: 'By the client' } } },
    });
    expect(made._unparsed).toBeFalsy();
    expect(made.data?.attributes?.key).toMatch(/^cma_/);
    const list = await api.listApplicationKeys({ filter: 'by the client' });
    expect(list._unparsed).toBeFalsy();
    expect(list.data?.map((key) => key.id)).toEqual([made.data?.id]);
    await api.deleteApplicationKey({ appKeyId: made.data?.id ?? '' });
    expect((await api.listApplicationKeys({ filter: 'by the client' })).data).toEqual([]);
  });
});
