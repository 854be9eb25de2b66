import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';
import { inboxOf, read, routeTeam, story, trigger } from './support/paging.js';
import { makeWindow } from './support/windows.js';

const PATH = '/api/v2/maintenance_windows';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';
const WINDOW = {
  name: 'Database migration',
  query: 'title:*database*',
  start_at: '2030-01-01T00:00:00Z',
  end_at: '2030-01-01T02:00:00Z',
};

interface Window {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

describe.each(['on-call', 'case-management'] as const)('maintenance windows › %s', (tenant) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant });
  });
  afterAll(() => harness.stop());

  function call(method: string, path: string, attributes?: object, headers: Headers = harness.org.adminHeaders) {
    const body = attributes === undefined ? {} : { body: { data: { type: 'maintenance_window', attributes } } };
    return harness.request(method, path, { headers, ...body });
  }

  async function create(attributes: object = {}, headers?: Headers): Promise<Window> {
    const answer = await call('POST', PATH, { ...WINDOW, ...attributes }, headers);
    expect(answer.status).toBe(201);
    expectContract('CreateMaintenanceWindow', 201, answer.body);
    return answer.body.data as Window;
  }

  async function list(headers?: Headers): Promise<Window[]> {
    const answer = await call('GET', PATH, undefined, headers);
    expect(answer.status).toBe(200);
    expectContract('ListMaintenanceWindows', 200, answer.body);
    return answer.body.data as Window[];
  }

  it('answers what was asked for, and who asked', async () => {
    const { id, type, attributes } = await create({ start_at: '2030-01-01T02:00:00.5+02:00' });
    expect(type).toBe('maintenance_window');
    expect(attributes).toEqual({
      ...WINDOW,
      start_at: '2030-01-01T00:00:00.5Z',
      created_by: harness.org.users.admin,
    });
    expect((await list()).find((window) => window.id === id)?.attributes).toEqual(attributes);
  });

  it('lists by the begin, and nothing of another organization', async () => {
    const late = await create({ name: 'late', start_at: '2031-01-01T00:00:00Z', end_at: '2031-01-02T00:00:00Z' });
    const early = await create({ name: 'early', start_at: '2029-01-01T00:00:00Z', end_at: '2031-01-02T00:00:00Z' });
    const ids = (await list()).map((window) => window.id);
    expect(ids.indexOf(early.id)).toBe(0);
    expect(ids.indexOf(late.id)).toBe(ids.length - 1);
    expect(await list(harness.otherOrg.adminHeaders)).toEqual([]);
  });

  it('changes only what is named, and says who did', async () => {
    const { id, attributes } = await create();
    const headers = harness.org.headersOf('responder');
    const changed = await call('PUT', `${PATH}/${id}`, { end_at: '2030-01-01T03:00:00Z' }, headers);
    expect(changed.status).toBe(200);
    expectContract('UpdateMaintenanceWindow', 200, changed.body);
    expect(changed.body.data.attributes).toEqual({
      ...attributes,
      end_at: '2030-01-01T03:00:00Z',
      updated_by: harness.org.users.responder,
    });
    const nothing = await harness.request('PUT', `${PATH}/${id}`, { body: { data: { type: 'maintenance_window' } } });
    expect(nothing.body).toEqual(changed.body);
  });

  it('deletes for good', async () => {
    const { id } = await create();
    expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    for (const [method, attributes] of [['DELETE'], ['PUT', {}]] as const) {
      const gone = await call(method, `${PATH}/${id}`, attributes);
      expect(gone).toMatchObject({
        status: 404,
        body: { errors: [{ code: 'resource_not_found', title: 'maintenance_window not found' }] },
      });
    }
    expect((await list()).map((window) => window.id)).not.toContain(id);
  });

  it('does not know the window of another organization', async () => {
    const { id, attributes } = await create();
    const other = harness.otherOrg.adminHeaders;
    expect((await call('PUT', `${PATH}/${id}`, { name: 'mine' }, other)).status).toBe(404);
    expect((await call('DELETE', `${PATH}/${id}`, undefined, other)).status).toBe(404);
    expect((await list()).find((window) => window.id === id)?.attributes).toEqual(attributes);
    expect((await call('DELETE', `${PATH}/${NOWHERE}`)).status).toBe(404);
  });

  it('refuses a query that cannot be read, with the position of the mistake', async () => {
    for (const method of ['POST', 'PUT'] as const) {
      const path = method === 'POST' ? PATH : `${PATH}/${(await create()).id}`;
      expect(await call(method, path, { ...WINDOW, query: 'title:x nosuchfield:y' })).toMatchObject({
        status: 400,
        body: {
          errors: [
            {
              detail: expect.stringMatching(/unknown field "nosuchfield" at position 8/),
              source: { pointer: '/data/attributes/query' },
            },
          ],
        },
      });
    }
  });

  it.each([
    ['the same moment', WINDOW.start_at],
    ['the same moment in another zone', '2030-01-01T02:00:00+02:00'],
    ['an earlier one', '2029-12-31T23:59:59.999999Z'],
  ])('refuses an end at %s', async (_, end_at) => {
    const { id, attributes } = await create();
    const refused = {
      status: 400,
      body: {
        errors: [{ source: { pointer: '/data/attributes/end_at' }, detail: expect.stringMatching(/after start_at/) }],
      },
    };
    expect(await call('POST', PATH, { ...WINDOW, end_at })).toMatchObject(refused);
    expect(await call('PUT', `${PATH}/${id}`, { end_at })).toMatchObject(refused);
    expect((await list()).find((window) => window.id === id)?.attributes).toEqual(attributes);
  });

  it.each(['name', 'query', 'start_at', 'end_at'])('refuses a window without %s', async (name) => {
    const attributes = Object.fromEntries(Object.entries(WINDOW).filter(([key]) => key !== name));
    expect(await call('POST', PATH, attributes)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: `/data/attributes/${name}` } }] },
    });
  });

  it('lets responders keep quiet, and observers look', async () => {
    const { id } = await create({}, harness.org.headersOf('responder'));
    const observer = harness.org.headersOf('observer');
    expect((await list(observer)).map((window) => window.id)).toContain(id);
    expect((await call('POST', PATH, WINDOW, observer)).status).toBe(403);
    expect((await call('PUT', `${PATH}/${id}`, { name: 'x' }, observer)).status).toBe(403);
    expect((await call('DELETE', `${PATH}/${id}`, undefined, observer)).status).toBe(403);
  });

  it('audits what was kept quiet, by whom and when', async () => {
    const { id } = await create({ name: 'Kim is moving' });
    await call('PUT', `${PATH}/${id}`, { name: 'Kim has moved', query: '*' });
    await call('DELETE', `${PATH}/${id}`);
    const rows = await harness.database.query<{ action: string; actor_id: string; before: object; after: object }>(
      'select a.action, a.actor_id, a.before, a.after from audit a where a.resource_id = $1 order by a.id',
      [id],
    );
    const times = { start_at: WINDOW.start_at, end_at: WINDOW.end_at };
    const created = { query: WINDOW.query, ...times };
    expect(rows).toEqual([
      { action: 'maintenance_window.created', actor_id: harness.org.users.admin, before: null, after: created },
      {
        action: 'maintenance_window.updated',
        actor_id: harness.org.users.admin,
        before: created,
        after: { query: '*', ...times, changed: ['name', 'query'] },
      },
      {
        action: 'maintenance_window.deleted',
        actor_id: harness.org.users.admin,
        before: { query: '*', ...times },
        after: null,
      },
    ]);
  });

  it('serves the official client', async () => {
    const { 'dd-api-key': apiKeyAuth = '', 'dd-application-key': appKeyAuth = '' } = harness.org.adminHeaders;
    const configuration = client.createConfiguration({ authMethods: { apiKeyAuth, appKeyAuth } });
    configuration.setServerVariables({ site: 'localhost' });
    const { host } = new URL(harness.url);
    const servers = new client.ServerConfiguration('{protocol}://{name}', { protocol: 'http', name: host });
    configuration.servers = [servers, servers, servers];
    const api = new v2.CaseManagementApi(configuration);
    const attributes = {
      name: 'by the client',
      query: 'title:x',
      startAt: new Date('2030-01-01T00:00:00Z'),
      endAt: new Date('2030-01-02T00:00:00Z'),
    };
    const made = await api.createMaintenanceWindow({ body: { data: { type: 'maintenance_window', attributes } } });
    expect(made.data.attributes).toMatchObject({ ...attributes, createdBy: harness.org.users.admin });
    const maintenanceWindowId = made.data.id;
    const body = { data: { type: 'maintenance_window' as const, attributes: { name: 'renamed' } } };
    const renamed = await api.updateMaintenanceWindow({ maintenanceWindowId, body });
    expect(renamed.data.attributes).toMatchObject({ name: 'renamed', query: 'title:x' });
    expect((await api.listMaintenanceWindows()).data.map(({ id }) => id)).toContain(maintenanceWindowId);
    await api.deleteMaintenanceWindow({ maintenanceWindowId });
    expect((await api.listMaintenanceWindows()).data.map(({ id }) => id)).not.toContain(maintenanceWindowId);
  });
});

describe('maintenance windows › how many', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'case-management' });
  });
  afterAll(() => harness.stop());

  it('refuses the 1,001st of an organization and names the limit', async () => {
    await harness.database.query(
      `insert into maintenance_windows (org_id, id, name, query, starts_at, ends_at, created_at, created_by)
       select $1, gen_random_uuid(), 'n', '', '2020-01-01', '2020-01-02', '2020-01-01', $2 from generate_series(1, 1000)`,
      [harness.org.orgId, harness.org.users.admin],
    );
    const body = { data: { type: 'maintenance_window', attributes: WINDOW } };
    expect(await harness.request('POST', PATH, { body })).toMatchObject({
      status: 409,
      body: { errors: [{ code: 'too_many_maintenance_windows', detail: expect.stringMatching(/1000/) }] },
    });
    const { adminHeaders: headers } = harness.otherOrg;
    expect((await harness.request('POST', PATH, { body, headers })).status).toBe(201);
  });
});

describe('maintenance windows › cases', () => {
  let harness: Harness;
  let projectId: string;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'case-management' });
    const body = { data: { type: 'project', attributes: { key: 'SEC', name: 'Security' } } };
    projectId = (await harness.request('POST', '/api/v2/cases/projects', { body })).body.data.id as string;
  });
  afterAll(() => harness.stop());

  async function makeCase(title: string) {
    const body = {
      data: {
        type: 'case',
        attributes: { title, type_id: '00000000-0000-0000-0000-000000000001' },
        relationships: { project: { data: { type: 'project', id: projectId } } },
      },
    };
    const made = await harness.request('POST', '/api/v2/cases', { body });
    expect(made.status).toBe(201);
    expectContract('CreateCase', 201, made.body);
    return made.body.data as { id: string; attributes: Record<string, unknown> };
  }

  it('mark those that match while they are in force, in the answer and on the timeline', async () => {
    const windowId = await makeWindow(harness, 'project:sec title:*database* status:open', '1 hour', '3 hours');
    const before = await makeCase('The database is slow');
    expect(before.attributes).not.toHaveProperty('maintenance_window_id');
    await harness.fastForward('2h');
    const during = await makeCase('The database is gone');
    expect(during.attributes.maintenance_window_id).toBe(windowId);
    const timeline = await harness.request('GET', `/api/v2/cases/${during.id}/timelines`);
    expect(timeline.body.data[0].attributes).toMatchObject({
      data: { maintenance_window_id: windowId },
      cell_content: { message: 'Case created in a maintenance window' },
    });
    expect((await makeCase('The mail is gone')).attributes).not.toHaveProperty('maintenance_window_id');
    const again = await harness.request('GET', `/api/v2/cases/${before.id}`);
    expect(again.body.data.attributes).not.toHaveProperty('maintenance_window_id');
    await harness.fastForward('1h');
    expect((await makeCase('The database is gone')).attributes).not.toHaveProperty('maintenance_window_id');
  });

  it('of several that match, take the one that ends last', async () => {
    await makeWindow(harness, 'overlap', '0', '1 hour');
    const last = await makeWindow(harness, 'overlap', '0', '2 hours');
    await makeWindow(harness, 'overlap', '0', '90 minutes');
    expect((await makeCase('an overlap')).attributes.maintenance_window_id).toBe(last);
  });

  it('let nothing of one organization speak for another', async () => {
    const body = {
      data: { type: 'maintenance_window', attributes: { ...WINDOW, query: '', start_at: '2020-01-01T00:00:00Z' } },
    };
    const { adminHeaders: headers } = harness.otherOrg;
    expect((await harness.request('POST', PATH, { body, headers })).status).toBe(201);
    expect((await makeCase('anything')).attributes).not.toHaveProperty('maintenance_window_id');
  });

  it('create a case all the same when a stored query cannot be read any more', async () => {
    await harness.database.query(
      `insert into maintenance_windows (org_id, id, name, query, starts_at, ends_at, created_at, created_by)
       values ($1, gen_random_uuid(), 'n', 'gone:x', '2020-01-01', '2090-01-02', '2020-01-01', $2)`,
      [harness.org.orgId, harness.org.users.admin],
    );
    expect((await makeCase('anything')).attributes).not.toHaveProperty('maintenance_window_id');
  });
});

describe('maintenance windows › pages', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
    await routeTeam(harness, { steps: [{ users: [harness.org.users.responder] }] });
  });
  afterAll(() => harness.stop());

  async function triggered(attributes: object = {}): Promise<string> {
    const id = await trigger(harness, { attributes });
    await harness.settle();
    return id;
  }

  it('mark those of their time, before and after escalate at once, and what waited begins at step 1', async () => {
    const window = await makeWindow(harness, `team:${harness.org.teamHandle} urgency:high`, '1 hour', '3 hours');
    const before = await triggered();
    await harness.fastForward('2 hours');
    const [during, low] = [await triggered(), await triggered({ urgency: 'low' })];
    const marks = await Promise.all([before, during, low].map((id) => read(harness, id)));
    expect(marks.map((page) => page.on_call.maintenance_window_id as unknown)).toEqual([undefined, window, undefined]);
    expect((await story(harness, during))[0]).toMatchObject({
      type: 'page.triggered',
      data: { held: { reason: 'maintenance', window_id: window } },
    });
    expect(await inboxOf(harness, before)).toEqual([harness.org.users.responder]);
    expect(await inboxOf(harness, low)).toEqual([harness.org.users.responder]);
    expect(await inboxOf(harness, during)).toEqual([]);
    await harness.fastForward('1 hour 1 second');
    expect(await inboxOf(harness, during)).toEqual([harness.org.users.responder]);
    expect((await story(harness, during)).map(({ type }) => type)).toContain('page.resumed');
    const after = await triggered();
    expect((await read(harness, after)).on_call).not.toHaveProperty('maintenance_window_id');
    expect(await inboxOf(harness, after)).toEqual([harness.org.users.responder]);
  });

  it('of another organization hold nothing here', async () => {
    const attributes = { ...WINDOW, query: '', start_at: '2020-01-01T00:00:00Z' };
    const body = { data: { type: 'maintenance_window', attributes } };
    expect((await harness.request('POST', PATH, { body, headers: harness.otherOrg.adminHeaders })).status).toBe(201);
    expect(await inboxOf(harness, await triggered())).toEqual([harness.org.users.responder]);
  });
});
