import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { eventually } from './support/eventually.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';

const PATH = '/api/v2/users';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

interface UserAnswer {
  readonly data: { readonly id: string; readonly attributes: Readonly<Record<string, unknown>> };
}
interface UsersAnswer {
  readonly data: readonly UserAnswer['data'][];
  readonly meta: { readonly page: object };
}

let created = 0;
const freshEmail = () => `new.person.${(created += 1)}@acme.example`;

function call(method: string, path: string, body?: unknown, headers: Headers = harness.org.adminHeaders) {
  return harness.request(method, path, body === undefined ? { headers } : { headers, body });
}

const userBody = (attributes: object, id?: string) => ({
  data: { type: 'users', ...(id === undefined ? {} : { id }), attributes },
});

async function create(attributes: object = {}): Promise<UserAnswer['data']> {
  const answer = await call('POST', PATH, userBody({ email: freshEmail(), ...attributes }));
  expect(answer.status).toBe(201);
  expectContract('CreateUser', 201, answer.body);
  return (answer.body as UserAnswer).data;
}

const patch = (id: string, attributes: object) => call('PATCH', `${PATH}/${id}`, userBody(attributes, id));
const idsOf = (answer: Answer) => (answer.body as UsersAnswer).data.map((user) => user.id);

/** Actions in the audit about one resource, oldest first. */
async function auditOf(resourceId: string) {
  return harness.database.query<{ action: string; actor_id: string; before: object | null; after: object | null }>(
    'select a.action, a.actor_id, a.before, a.after from audit a where a.resource_id = $1 order by a.id',
    [resourceId],
  );
}

describe('users › create and get', () => {
  it('answers a pending responder with the e-mail in lower case, as plain JSON', async () => {
    const email = freshEmail();
    const answer = await call('POST', PATH, userBody({ email: email.toUpperCase(), name: 'Jane', title: 'SRE' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const { id, attributes } = (answer.body as UserAnswer).data;
    expect(attributes).toMatchObject({ email, handle: email, name: 'Jane', title: 'SRE' });
    expect(attributes).toMatchObject({ role: 'responder', status: 'Pending', verified: false, disabled: false });
    expect(attributes.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    const got = await call('GET', `${PATH}/${id}`);
    expect(got.status).toBe(200);
    expectContract('GetUser', 200, got.body);
    const { relationships, ...same } = answer.body.data;
    expect(got.body).toEqual({ data: { ...same, relationships: { ...relationships, team_roles: { data: [] } } } });
  });

  it('takes a local part of 95 characters', async () => {
    await create({ email: `${'x'.repeat(90)}-${(created += 1)}@acme.example` });
  });

  it('refuses an e-mail that is taken, in any case', async () => {
    const answer = await call('POST', PATH, userBody({ email: harness.org.emails.admin.toUpperCase() }));
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ errors: ['A user with this e-mail already exists.'] });
  });

  it('lets two organizations have a person with the same e-mail', async () => {
    await create({ email: harness.otherOrg.emails.manager });
  });

  it.each([
    ['no e-mail', { name: 'x' }, 'email'],
    ['an e-mail without @', { email: 'jane' }, 'email'],
    ['two @', { email: 'a@b@c' }, 'email'],
    ['321 characters', { email: `${'x'.repeat(310)}@acme.example` }, 'email'],
    ['a number as name', { email: 'ok@acme.example', name: 5 }, 'name'],
    ['an unknown role', { email: 'ok@acme.example', role: 'root' }, 'role'],
    ['an unknown attribute', { email: 'ok@acme.example', nickname: 'x' }, 'nickname'],
    ['a NUL byte', { email: 'ok@acme.example', name: 'a\0b' }, 'name'],
  ])('refuses %s by a sentence that names the field', async (_, attributes, field) => {
    const answer = await call('POST', PATH, userBody(attributes));
    expect(answer.status).toBe(400);
    expectContract('CreateUser', 400, answer.body);
    expect((answer.body as { errors: string[] }).errors[0]).toContain(field);
  });

  it('answers 404 for nobody and 400 for what is no UUID', async () => {
    const nobody = await call('GET', `${PATH}/${NOWHERE}`);
    expect(nobody.status).toBe(404);
    expectContract('GetUser', 404, nobody.body);
    expect((await call('GET', `${PATH}/jane`)).status).toBe(400);
  });
});

describe('users › list', () => {
  it('pages, sorts and counts', async () => {
    const first = await call('GET', `${PATH}?page[size]=2&page[number]=0&sort=email`);
    const second = await call('GET', `${PATH}?page[size]=2&page[number]=1&sort=email`);
    const all = await call('GET', `${PATH}?page[size]=100&sort=-email`);
    expectContract('ListUsers', 200, first.body);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(all).reverse().slice(0, 4));
    const total = idsOf(all).length;
    expect((first.body as UsersAnswer).meta.page).toEqual({ total_count: total, total_filtered_count: total });
    const descending = await call('GET', `${PATH}?page[size]=100&sort=email&sort_dir=desc`);
    expect(idsOf(descending)).toEqual(idsOf(all));
  });

  it('finds exactly the owner of an e-mail, and others by a part', async () => {
    const email = freshEmail();
    const exact = await create({ email });
    const longer = await create({ email: `very-${email}`, name: 'Longer One' });
    expect(idsOf(await call('GET', `${PATH}?filter=${email.toUpperCase()}`))).toEqual([exact.id]);
    expect(idsOf(await call('GET', `${PATH}?filter=very-`))).toEqual([longer.id]);
    expect(idsOf(await call('GET', `${PATH}?filter=longer%20ONE`))).toEqual([longer.id]);
    expect(idsOf(await call('GET', `${PATH}?filter=%25`))).toEqual([]);
  });

  it('filters by statuses', async () => {
    const pending = await create();
    const list = await call('GET', `${PATH}?filter[status]=Pending,Disabled&page[size]=100`);
    expect(idsOf(list)).toContain(pending.id);
    expect(idsOf(list)).not.toContain(harness.org.users.admin);
  });

  it.each([
    'page[size]=0',
    'page[size]=101',
    'page[size]=1000000000',
    'page[number]=-1',
    'sort=password',
    'sort_dir=up',
  ])('refuses %s', async (query) => {
    const answer = await call('GET', `${PATH}?${query}`);
    expect(answer.status).toBe(400);
    expectContract('ListUsers', 400, answer.body);
  });

  it.each(['filter[status]=Gone', 'colour=red', 'page[number]=99999999999999999999'])('refuses %s', async (query) => {
    expect((await call('GET', `${PATH}?${query}`)).status).toBe(400);
  });
});

describe('users › update and disable', () => {
  it('changes name and e-mail; the audit holds the names of the fields only', async () => {
    const { id } = await create({ name: 'Before Canary' });
    const email = freshEmail();
    const answer = await patch(id, { name: 'After Canary', email: email.toUpperCase(), role: 'manager' });
    expect(answer.status).toBe(200);
    expectContract('UpdateUser', 200, answer.body);
    const { attributes } = (answer.body as UserAnswer).data;
    expect(attributes).toMatchObject({ name: 'After Canary', email, handle: email, role: 'manager' });
    const entries = await auditOf(id);
    expect(entries.map((entry) => entry.action)).toEqual(['user.created', 'user.updated']);
    expect(entries[1]).toMatchObject({
      actor_id: harness.org.users.admin,
      before: { role: 'responder' },
      after: { role: 'manager', changed: ['name', 'email', 'role'] },
    });
    expect(JSON.stringify(entries)).not.toMatch(/canary|@acme/i);
  });

  it('answers 422 when the body names somebody else', async () => {
    const { id } = await create();
    const answer = await call('PATCH', `${PATH}/${id}`, userBody({ name: 'x' }, NOWHERE));
    expect(answer.status).toBe(422);
    expectContract('UpdateUser', 422, answer.body);
    expect(answer.body).toEqual({ errors: ["UUID's in the URL and request body do not match"] });
  });

  it('refuses a taken e-mail and a body without id', async () => {
    const { id } = await create();
    expect((await patch(id, { email: harness.org.emails.observer })).status).toBe(409);
    expect((await call('PATCH', `${PATH}/${id}`, userBody({ name: 'x' }))).status).toBe(400);
  });

  it('disables once, keeps the row, and lets the person in again', async () => {
    const { id } = await create();
    const gone = await call('DELETE', `${PATH}/${id}`);
    expect(gone.status).toBe(204);
    expectContract('DisableUser', 204, gone.body);
    expect(gone.headers.get('content-type')).toBeNull();
    const again = await call('DELETE', `${PATH}/${id}`);
    expect(again.status).toBe(404);
    expectContract('DisableUser', 404, again.body);
    const got = await call('GET', `${PATH}/${id}`);
    expect((got.body as UserAnswer).data.attributes).toMatchObject({ disabled: true, status: 'Disabled' });
    const back = await patch(id, { disabled: false });
    expect((back.body as UserAnswer).data.attributes).toMatchObject({ disabled: false, status: 'Pending' });
  });

  it('kills the keys of a disabled person within the life of the cache', async () => {
    const { id } = await create({ role: 'manager' });
    const key = await call('POST', '/api/v2/application_keys', {
      data: {
        type: 'application_keys',
        attributes: { name: 'k' },
        relationships: { owned_by: { data: { type: 'users', id } } },
      },
    });
    const text = (key.body as { data: { attributes: { key: string } } }).data.attributes.key;
    const headers = { authorization: `Bearer ${text}` };
    expect((await call('GET', PATH, undefined, headers)).status).toBe(200);
    expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    await eventually(async () => (await call('GET', PATH, undefined, headers)).status === 401);
  }, 15_000);

  it('never loses the last active admin, even when two disable each other', async () => {
    const { admin } = harness.otherOrg.users;
    const headers = harness.otherOrg.adminHeaders;
    const demote = (id: string) => call('PATCH', `${PATH}/${id}`, userBody({ role: 'manager' }, id), headers);
    for (const answer of [await demote(admin), await call('DELETE', `${PATH}/${admin}`, undefined, headers)]) {
      expect(answer.status).toBe(409);
    }
    for (let round = 0; round < 10; round += 1) {
      const second = await call('POST', PATH, userBody({ email: freshEmail(), role: 'admin' }), headers);
      const { id } = (second.body as UserAnswer).data;
      const answers = await Promise.all([demote(admin), demote(id)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      const [row] = await harness.database.query<{ admins: string }>(
        `select count(*) as admins from users u where u.org_id = $1 and u.role = 'admin' and u.disabled_at is null`,
        [harness.otherOrg.orgId],
      );
      expect(Number(row?.admins)).toBe(1);
      await harness.database.query(
        `update users set role = case when id = $2 then 'admin' else 'observer' end
          where org_id = $1 and (id = $2 or role = 'admin')`,
        [harness.otherOrg.orgId, admin],
      );
    }
  });
});

describe('users › who may', () => {
  it.each([
    ['manager', 200, 403],
    ['responder', 200, 403],
    ['observer', 403, 403],
  ] as const)('a %s lists (%i) and writes (%i)', async (role, list, write) => {
    const headers = harness.org.headersOf(role);
    const { id } = await create();
    expect((await call('GET', PATH, undefined, headers)).status).toBe(list);
    expect((await call('GET', `${PATH}/${id}`, undefined, headers)).status).toBe(list);
    expect((await call('POST', PATH, userBody({ email: freshEmail() }), headers)).status).toBe(write);
    expect((await call('PATCH', `${PATH}/${id}`, userBody({ name: 'x' }, id), headers)).status).toBe(write);
    expect((await call('DELETE', `${PATH}/${id}`, undefined, headers)).status).toBe(write);
  });

  it('lets an observer read themselves and nobody else', async () => {
    const headers = harness.org.headersOf('observer');
    const own = await call('GET', `${PATH}/${harness.org.users.observer}`, undefined, headers);
    expect(own.status).toBe(200);
    expect((own.body as UserAnswer).data.attributes.email).toBe(harness.org.emails.observer);
    for (const id of [harness.org.users.admin, harness.otherOrg.users.admin, NOWHERE]) {
      const answer = await call('GET', `${PATH}/${id}`, undefined, headers);
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual({ errors: ['This needs the permission users_read.'] });
    }
  });

  it('notes who read personal data', async () => {
    const { id } = await create();
    await call('GET', `${PATH}/${id}`);
    const entries = await auditOf(id);
    expect(entries.map((entry) => entry.action)).toEqual(['user.created', 'user.read']);
    await call('GET', `${PATH}?filter=canary`);
    const listed = (await auditOf(harness.org.orgId)).at(-1);
    expect(listed).toMatchObject({ action: 'users.listed', actor_id: harness.org.users.admin });
    expect(JSON.stringify(listed)).not.toMatch(/canary/i);
  });

  it('notes an update that changes nothing as a reading', async () => {
    const { id } = await create({ name: 'Same Canary' });
    expect((await patch(id, { name: 'Same Canary' })).status).toBe(200);
    const entries = await auditOf(id);
    expect(entries.map((entry) => entry.action)).toEqual(['user.created', 'user.read']);
    expect(entries[1]).toMatchObject({ actor_id: harness.org.users.admin });
  });
});

describe('users › another organization', () => {
  it('answers byte for byte as for nobody', async () => {
    const { id } = await create();
    const headers = harness.otherOrg.adminHeaders;
    for (const send of [
      (user: string) => call('GET', `${PATH}/${user}`, undefined, headers),
      (user: string) => call('PATCH', `${PATH}/${user}`, userBody({ name: 'x' }, user), headers),
      (user: string) => call('DELETE', `${PATH}/${user}`, undefined, headers),
    ]) {
      const [foreign, nobody] = [await send(id), await send(NOWHERE)];
      expect(foreign.status).toBe(404);
      expect(JSON.stringify(foreign.body).replaceAll(id, NOWHERE)).toBe(JSON.stringify(nobody.body));
    }
    expect(idsOf(await call('GET', `${PATH}?page[size]=100`, undefined, headers))).not.toContain(id);
    expect(((await call('GET', `${PATH}/${id}`)).body as UserAnswer).data.attributes.disabled).toBe(false);
  });
});

describe('users › official client', () => {
  it('creates, finds, updates and disables', async () => {
    const api = new v2.UsersApi(
      client.createConfiguration({
        baseServer: new client.BaseServerConfiguration(harness.url, {}),
        authMethods: {
          apiKeyAuth: harness.org.adminHeaders['dd-api-key'] ?? '',
          appKeyAuth: harness.org.adminHeaders['dd-application-key'] ?? '',
        },
      }),
    );
    const email = freshEmail();
    const made = await api.createUser({ body: { data: { type: 'users', attributes: { email, name: 'Client' } } } });
    expect(made._unparsed).toBeFalsy();
    const userId = made.data?.id ?? '';
    const list = await api.listUsers({
      filter: email,
      sort: '-name',
      sortDir: 'asc',
      pageSize: 5,
      filterStatus: 'Pending',
    });
    expect(list._unparsed).toBeFalsy();
    expect(list.data?.map((user) => user.id)).toEqual([userId]);
    expect(list.meta?.page?.totalFilteredCount).toBe(1);
    const body = { data: { type: 'users' as const, id: userId, attributes: { name: 'Renamed' } } };
    expect((await api.updateUser({ userId, body })).data?.attributes?.name).toBe('Renamed');
    await api.disableUser({ userId });
    expect((await api.getUser({ userId })).data?.attributes?.disabled).toBe(true);
    await expect(api.disableUser({ userId })).rejects.toMatchObject({ code: 404 });
  });
});
