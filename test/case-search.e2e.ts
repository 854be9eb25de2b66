import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';

const CASES = '/api/unstable/cases';

describe('search over cases', () => {
  let harness: Harness;
  let project: string;
  let otherProject: string;
  const ids: string[] = [];

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'case-management' });
    project = await createProject('SEC');
    otherProject = await createProject('OPS');
    ids.push(await create(project, 'Phishing mail from Zürich', 'P1'));
    ids.push(await create(project, 'Expired certificate', 'P3'));
    ids.push(await create(otherProject, 'Expired disk', 'P3'));
    await harness.settle();
  });
  afterAll(() => harness.stop());

  async function createProject(key: string): Promise<string> {
    const answer = await harness.request('POST', '/api/v2/cases/projects', {
      body: { data: { type: 'project', attributes: { key, name: `Project ${key}` } } },
    });
    expect(answer.status).toBe(201);
    return answer.body.data.id as string;
  }

  async function create(projectId: string, title: string, priority: string): Promise<string> {
    const answer = await harness.request('POST', '/api/v2/cases', {
      body: {
        data: {
          type: 'case',
          attributes: { title, priority, type_id: '00000000-0000-0000-0000-000000000001' },
          relationships: { project: { data: { id: projectId, type: 'project' } } },
        },
      },
    });
    expect(answer.status).toBe(201);
    return answer.body.data.id as string;
  }

  function search(attributes: object, headers?: Headers) {
    return harness.request('POST', `${CASES}/search`, {
      body: { data: { type: 'search_requests', attributes } },
      ...(headers === undefined ? {} : { headers }),
    });
  }

  async function found(query: string, headers?: Headers): Promise<number[]> {
    const answer = await search({ query, sort: 'created_at' }, headers);
    expect(answer).toMatchObject({ status: 200, body: { meta: { degraded: false } } });
    return answer.body.data.map((each: { id: string }) => ids.indexOf(each.id));
  }

  it('finds by words, priority, project key and id, and key of the case', async () => {
    expect(await found('zurich')).toEqual([0]);
    expect(await found('expired')).toEqual([1, 2]);
    expect(await found('priority:p3')).toEqual([1, 2]);
    expect(await found('expired project:sec')).toEqual([1]);
    expect(await found(`project:${otherProject}`)).toEqual([2]);
    expect(await found('-project:SE*')).toEqual([2]);
    expect(await found('key:sec-2')).toEqual([1]);
    expect(await found('canary')).toEqual([]);
  });

  it('answers cases as they are, with the people who may be seen', async () => {
    const admin = await search({ query: 'zurich' });
    expect(admin.body).toMatchObject({
      data: [{ id: ids[0], type: 'case', attributes: { key: 'SEC-1', priority: 'P1' } }],
      included: [{ id: harness.org.users.admin, type: 'user' }],
      meta: { page: { size: 1 } },
    });
    const observer = await search({ query: 'zurich' }, harness.org.headersOf('observer'));
    expect(observer.body).toMatchObject({ data: [{ id: ids[0] }], included: [] });
  });

  it('continues by cursor', async () => {
    const first = await search({ sort: 'priority', page: { size: 2 } });
    const rest = await search({ sort: 'priority', page: { after: first.body.meta.page.after } });
    expect([...first.body.data, ...rest.body.data].map((each) => each.attributes.priority)).toEqual(['P1', 'P3', 'P3']);
    expect(rest.body.meta.page).toEqual({ size: 1 });
  });

  it('counts by status, project and priority', async () => {
    const answer = await harness.request('GET', `${CASES}/facets?facets=status,project,priority&filter=expired`);
    expect(answer.status).toBe(200);
    const [status, projects, priority] = answer.body.data;
    expect(status.attributes.values.map((each: { count: number }) => each.count)).toEqual([2, 0, 0]);
    expect(projects.attributes.values).toHaveLength(2);
    expect(projects.attributes.values).toContainEqual({
      value: project,
      count: 1,
      handle: 'SEC',
      name: 'Project SEC',
    });
    expect(priority.attributes.values).toEqual([{ value: 'P3', count: 2 }]);
  });

  it('shows the second organization nothing', async () => {
    expect(await found('', harness.otherOrg.adminHeaders)).toEqual([]);
    expect(await found('project:sec', harness.otherOrg.adminHeaders)).toEqual([]);
  });

  it.each(['shadow:true', 'team:x', 'creator:x', 'urgency:high'])(
    'refuses %s, which is no field of cases',
    async (query) => {
      expect(await search({ query })).toMatchObject({
        status: 400,
        body: { errors: [{ source: { pointer: '/data/attributes/query' } }] },
      });
    },
  );

  it('follows a change of title', async () => {
    const id = ids[1] ?? '';
    const answer = await harness.request('POST', `/api/v2/cases/${id}/title`, {
      body: { data: { type: 'case', attributes: { title: 'Renewed certificate' } } },
    });
    expect(answer.status).toBe(200);
    await harness.settle();
    expect(await found('expired')).toEqual([2]);
    expect(await found('renewed modified_at:*')).toEqual([1]);
  });
});
