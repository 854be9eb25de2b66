import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';

const PATH = '/api/v2/cases';
const STANDARD = '00000000-0000-0000-0000-000000000001';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
let project: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'case-management' });
  project = await createProject('SEC');
});
afterAll(() => harness.stop());

interface Resource {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>> & { readonly key: string };
  readonly relationships: Readonly<Record<string, { readonly data: { readonly id: string; readonly type: string } }>>;
}
interface CaseBody {
  readonly data: Resource;
  readonly included: readonly { readonly id: string; readonly type: string; readonly attributes: object }[];
}
interface CasesBody {
  readonly data: readonly Resource[];
  readonly included: CaseBody['included'];
  readonly meta: object;
}
interface Cell {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function call(method: string, path: string, body?: unknown, headers: Headers = harness.org.adminHeaders) {
  return harness.request(method, path, body === undefined ? { headers } : { headers, body });
}
const document = (attributes: object) => ({ data: { type: 'case', attributes } });
const linked = (type: string, id: string) => ({ data: { type, id } });

async function createProject(key: string, headers?: Headers): Promise<string> {
  const body = { data: { type: 'project', attributes: { key, name: key } } };
  const answer = await call('POST', `${PATH}/projects`, body, headers);
  expect(answer.status).toBe(201);
  return (answer.body as { data: { id: string } }).data.id;
}

const caseBody = (attributes: object = {}, relationships: object = {}) => ({
  data: {
    type: 'case',
    attributes: { title: 'Broken', type_id: STANDARD, ...attributes },
    relationships: { project: linked('project', project), ...relationships },
  },
});

async function create(attributes: object = {}, relationships: object = {}): Promise<Resource> {
  const answer = await call('POST', PATH, caseBody(attributes, relationships));
  expect(answer.status).toBe(201);
  expectContract('CreateCase', 201, answer.body);
  return (answer.body as CaseBody).data;
}

async function change(operationId: string, id: string, what: string, attributes: object): Promise<CaseBody> {
  const answer = await call('POST', `${PATH}/${id}/${what}`, document(attributes));
  expect(answer.status).toBe(200);
  expectContract(operationId, 200, answer.body);
  return answer.body as CaseBody;
}

const titlesOf = (answer: Answer) => (answer.body as CasesBody).data.map((each) => each.attributes.title);
const search = (query: string, headers?: Headers) => call('GET', `${PATH}?${query}`, undefined, headers);

/** What the tables hold of a case, beside the row itself. */
async function traces(id: string) {
  const list = (sql: string) => harness.database.query(sql, [id]);
  return {
    timeline: await list('select t.type, t.data, t.actor_id from timeline t where t.case_id = $1 order by t.id'),
    audit: await list(
      `select a.action, a.actor_id, a.before, a.after from audit a
        where a.resource_id = $1 and a.action <> 'personal_data.read' order by a.id`,
    ),
    events: await list(
      'select e.type, e.case_version::int, e.data from events e where e.case_id = $1 order by e.position',
    ),
  };
}

describe('cases › create and get', () => {
  it('answers the case with what is set and without what is not', async () => {
    const answer = await call('POST', PATH, caseBody({ title: 'First', priority: 'P2' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/vnd\.api\+json/);
    expectContract('CreateCase', 201, answer.body);
    const { data, included } = answer.body as CaseBody;
    expect(data.attributes).toMatchObject({
      key: expect.stringMatching(/^SEC-\d+$/) as unknown,
      title: 'First',
      description: '',
      status: 'OPEN',
      status_group: 'SG_OPEN',
      status_name: 'Open',
      priority: 'P2',
      type: 'STANDARD',
      type_id: STANDARD,
      attributes: {},
      custom_attributes: {},
      insights: [],
      comment_count: 0,
      creation_source: 'MANUAL',
      merge_status: 'NOT_MERGED',
    });
    for (const absent of ['modified_at', 'closed_at', 'archived_at'])
      expect(data.attributes).not.toHaveProperty(absent);
    const { admin } = harness.org.users;
    expect(data.relationships).toEqual({ project: linked('project', project), created_by: linked('user', admin) });
    const email = harness.org.emails.admin;
    const person = { active: true, email, handle: email, name: harness.org.names.admin };
    expect(included).toEqual([{ id: admin, type: 'user', attributes: person }]);
  });

  it('is found by its id and by its key in any case', async () => {
    const { id, attributes } = await create();
    const byId = await call('GET', `${PATH}/${id}`);
    expect(byId.status).toBe(200);
    expectContract('GetCase', 200, byId.body);
    for (const reference of [attributes.key, attributes.key.toLowerCase(), id.toUpperCase()]) {
      expect((await call('GET', `${PATH}/${reference}`)).body).toEqual(byId.body);
    }
  });

  it('takes an assignee, a status by its name, and null for nobody', async () => {
    const { manager } = harness.org.users;
    const answer = await call(
      'POST',
      PATH,
      caseBody({ status_name: 'In Progress', custom_attributes: {} }, { assignee: linked('user', manager) }),
    );
    expect(answer.status).toBe(201);
    const { data, included } = answer.body as CaseBody;
    expect(data.attributes).toMatchObject({ status: 'IN_PROGRESS', status_group: 'SG_IN_PROGRESS' });
    expect(data.relationships.assignee).toEqual(linked('user', manager));
    expect(included.map((user) => user.id)).toEqual([harness.org.users.admin, manager]);
    for (const assignee of [null, { data: null }]) {
      expect((await create({}, { assignee })).relationships).not.toHaveProperty('assignee');
    }
  });

  it('is closed from the start when created in the final status', async () => {
    const { attributes } = await create({ status_name: 'closed' });
    expect(attributes).toMatchObject({ status: 'CLOSED', status_group: 'SG_CLOSED', status_name: 'Closed' });
    expect(attributes.closed_at).toBe(attributes.created_at);
  });

  it('writes row, timeline, audit and event together', async () => {
    const { id } = await create({ title: 'Canary title', description: 'Canary text' });
    await harness.settle();
    const { timeline, audit, events } = await traces(id);
    const actor_id = harness.org.users.admin;
    const data = { project_id: project, type_id: STANDARD, priority: 'NOT_DEFINED' };
    expect(timeline).toEqual([{ type: 'case.created', data, actor_id }]);
    expect(audit).toEqual([{ action: 'case.created', actor_id, before: null, after: { status: 'OPEN', ...data } }]);
    expect(events).toEqual([{ type: 'case.created', case_version: 1, data }]);
  });

  it('answers the same case to the same idempotency key and body, and refuses another body', async () => {
    const headers = { ...harness.org.adminHeaders, 'idempotency-key': 'once' };
    const body = caseBody({ title: 'Once', custom_attributes: {} });
    const first = await call('POST', PATH, body, headers);
    const again = await call('POST', PATH, body, headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const other = await call('POST', PATH, caseBody({ title: 'Twice' }), headers);
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ errors: [{ code: 'idempotency_key_reused' }] });
  });
});

describe('cases › numbers', () => {
  it('numbers concurrent creates of one project without gap or repeat', async () => {
    const own = await createProject('GAPLESS');
    const relationships = { project: linked('project', own) };
    const cases = await Promise.all(Array.from({ length: 40 }, () => create({}, relationships)));
    const keys = cases.map((each) => Number(each.attributes.key.replace('GAPLESS-', '')));
    expect(keys.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('numbers two organizations in one group, each for itself', async () => {
    const others = harness.otherOrg.adminHeaders;
    const [mine, theirs] = [await createProject('SAME'), await createProject('SAME', others)];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? call('POST', PATH, caseBody({}, { project: linked('project', mine) }))
          : call('POST', PATH, caseBody({}, { project: linked('project', theirs) }), others),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    for (const orgId of [harness.org.orgId, harness.otherOrg.orgId]) {
      const rows = await harness.database.query<{ key: string }>(
        `select c.key from cases c where c.org_id = $1 and c.key like 'SAME-%' order by c.number`,
        [orgId],
      );
      expect(rows.map((row) => row.key)).toEqual(Array.from({ length: 10 }, (_, index) => `SAME-${index + 1}`));
    }
    // The same moment of the clock is one statement, and so one commit.
    const groups = await harness.database.query<{ organizations: number }>(
      `select count(distinct c.org_id)::int as organizations from cases c where c.key like 'SAME-%' group by c.created_at`,
    );
    expect(Math.max(...groups.map((group) => group.organizations))).toBe(2);
  });

  it('leaves no gap behind a create that is refused', async () => {
    const own = await createProject('REFUSED');
    const relationships = { project: linked('project', own) };
    await create({}, relationships);
    expect((await call('POST', PATH, caseBody({ title: '' }, relationships))).status).toBe(400);
    expect((await create({}, relationships)).attributes.key).toBe('REFUSED-2');
  });
});

describe('cases › changes', () => {
  it('moves between all statuses; the final one closes and leaving it opens', async () => {
    const { id } = await create();
    const status = async (attributes: object) =>
      (await change('UpdateStatus', id, 'status', attributes)).data.attributes;
    expect(await status({ status: 'IN_PROGRESS' })).toMatchObject({
      status_group: 'SG_IN_PROGRESS',
      status_name: 'In Progress',
    });
    const closed = await status({ status_name: 'Closed' });
    expect(closed).toMatchObject({ status: 'CLOSED', status_group: 'SG_CLOSED', status_name: 'Closed' });
    expect(closed.closed_at).toBe(closed.modified_at);
    const reopened = await status({ status: 'OPEN', status_name: 'Open' });
    expect(reopened).toMatchObject({ status: 'OPEN', status_group: 'SG_OPEN' });
    expect(reopened).not.toHaveProperty('closed_at');
    await harness.settle();
    const { timeline, audit, events } = await traces(id);
    expect(timeline.slice(1).map((cell) => cell.data)).toEqual([
      { from: 'OPEN', to: 'IN_PROGRESS' },
      { from: 'IN_PROGRESS', to: 'CLOSED' },
      { from: 'CLOSED', to: 'OPEN' },
    ]);
    expect(events.map((event) => [event.type, event.case_version])).toEqual([
      ['case.created', 1],
      ['case.status_changed', 2],
      ['case.status_changed', 3],
      ['case.status_changed', 4],
    ]);
    expect(audit[1]).toMatchObject({
      before: { status: 'OPEN', version: 1 },
      after: { status: 'IN_PROGRESS', version: 2 },
    });
  });

  it('changes title, description and priority, and is found by the new words', async () => {
    const { id } = await create({ title: 'Blue whale' });
    const titled = await change('UpdateCaseTitle', id, 'title', { title: 'Žluťoučký kůň' });
    expect(titled.data.attributes.title).toBe('Žluťoučký kůň');
    expect(titled.data.relationships.modified_by).toEqual(linked('user', harness.org.users.admin));
    const described = await change('UpdateCaseDescription', id, 'description', { description: 'Zebra stripes' });
    expect(described.data.attributes.description).toBe('Zebra stripes');
    const cleared = await change('UpdatePriority', id, 'priority', { priority: 'P1' });
    expect(cleared.data.attributes).toMatchObject({ priority: 'P1', title: 'Žluťoučký kůň' });
    expect(titlesOf(await search('filter=zlutoucky%20zebra'))).toEqual(['Žluťoučký kůň']);
    expect(titlesOf(await search('filter=whale'))).toEqual([]);
    const emptied = await change('UpdateCaseDescription', id, 'description', { description: '' });
    expect(emptied.data.attributes.description).toBe('');
    expect(titlesOf(await search('filter=zebra'))).toEqual([]);
    await harness.settle();
    const { audit, events } = await traces(id);
    expect(events.map((event) => event.type)).toEqual(['case.created', ...Array<string>(4).fill('case.updated')]);
    expect(JSON.stringify({ audit, events })).not.toMatch(/whale|zebra|k\u016f\u0148/i);
  });

  it('writes nothing when nothing changes', async () => {
    const { id } = await create({ title: 'Still', priority: 'P3' });
    const before = await call('GET', `${PATH}/${id}`);
    await change('UpdateStatus', id, 'status', { status: 'OPEN' });
    await change('UpdateCaseTitle', id, 'title', { title: 'Still' });
    const after = await change('UpdatePriority', id, 'priority', { priority: 'P3' });
    expect(after).toEqual(before.body);
    expect((await traces(id)).timeline).toHaveLength(1);
  });

  it('keeps every one of the changes that are made at once', async () => {
    const { id } = await create();
    await Promise.all([
      ...Array.from({ length: 5 }, (_, index) => change('UpdateCaseTitle', id, 'title', { title: `T${index}` })),
      ...Array.from({ length: 5 }, () => change('CommentCase', id, 'comment', { comment: 'x' })),
      change('UpdatePriority', id, 'priority', { priority: 'P1' }),
    ]);
    await harness.settle();
    const { data } = (await call('GET', `${PATH}/${id}`)).body as CaseBody;
    expect(data.attributes).toMatchObject({ priority: 'P1', comment_count: 5 });
    const versions = (await traces(id)).events.map((event) => event.case_version);
    expect(versions).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });
});

describe('cases › comments and timeline', () => {
  it('answers the one new cell, and then the whole story from either end', async () => {
    const { id } = await create();
    const responder = harness.org.headersOf('responder');
    const comment = await call('POST', `${PATH}/${id}/comment`, document({ comment: 'Looks *bad*' }), responder);
    expect(comment.status).toBe(200);
    expectContract('CommentCase', 200, comment.body);
    const cells = (comment.body as { data: Cell[] }).data;
    expect(cells).toHaveLength(1);
    const email = harness.org.emails.responder;
    const me = harness.org.users.responder;
    expect(cells[0]?.attributes).toMatchObject({
      type: 'COMMENT',
      cell_content: { message: 'Looks *bad*' },
      content: '{"message":"Looks *bad*"}',
      author: { type: 'USER', content: { ID: me, id: me, email, handle: email, name: harness.org.names.responder } },
    });
    await change('UpdateStatus', id, 'status', { status: 'CLOSED' });
    const newest = await call('GET', `${PATH}/${id}/timelines`);
    expectContract('ListCaseTimeline', 200, newest.body);
    const list = (newest.body as { data: Cell[] }).data;
    expect(list.map((cell) => cell.attributes.cell_content)).toEqual([
      { message: 'Status changed from Open to Closed' },
      { message: 'Looks *bad*' },
      { message: 'Case created' },
    ]);
    expect(list[1]).toEqual(cells[0]);
    const oldest = await call('GET', `${PATH}/${id}/timelines?sort[ascending]=true&page[size]=2&page[number]=0`);
    const rest = await call('GET', `${PATH}/${id}/timelines?sort[ascending]=true&page[size]=2&page[number]=1`);
    const ids = [oldest, rest].flatMap((answer) => (answer.body as { data: Cell[] }).data.map((cell) => cell.id));
    expect(ids).toEqual(list.map((cell) => cell.id).reverse());
    const { data } = (await call('GET', `${PATH}/${id}`)).body as CaseBody;
    expect(data.attributes.comment_count).toBe(1);
  });
});

describe('cases › search', () => {
  const tag = 'quokka';
  let own: string;
  beforeAll(async () => {
    own = await createProject('SEARCH');
    const relationships = { project: linked('project', own) };
    await create({ title: `${tag} a`, priority: 'P3' }, relationships);
    await create({ title: `${tag} b`, priority: 'P1', status_name: 'In Progress' }, relationships);
    await create(
      { title: `${tag} c`, status_name: 'Closed' },
      { ...relationships, assignee: linked('user', harness.org.users.manager) },
    );
  });

  it('counts cases and pages as recorded; page 0 is page 1', async () => {
    const first = await search(`filter=${tag}&page[size]=2&page[number]=1`);
    expect(first.status).toBe(200);
    expectContract('SearchCases', 200, first.body);
    expect(titlesOf(first)).toEqual([`${tag} c`, `${tag} b`]);
    expect((first.body as CasesBody).meta).toEqual({ total_cases: 3, page: { current: 1, size: 2, total: 2 } });
    expect((await search(`filter=${tag}&page[size]=2&page[number]=0`)).body).toEqual(first.body);
    const second = await search(`filter=${tag}&page[size]=2&page[number]=2`);
    expect(titlesOf(second)).toEqual([`${tag} a`]);
    expect((second.body as CasesBody).meta).toEqual({ total_cases: 3, page: { current: 2, size: 1, total: 2 } });
    const beyond = await search(`filter=${tag}&page[number]=3`);
    expect((beyond.body as CasesBody).meta).toEqual({ total_cases: 3, page: { current: 3, size: 0, total: 1 } });
  });

  it.each([
    ['sort[asc]=true', 'abc'],
    ['sort[field]=created_at&sort[asc]=false', 'cba'],
    ['sort[field]=priority&sort[asc]=true', 'cba'],
    ['sort[field]=status&sort[asc]=true', 'abc'],
    ['sort[field]=status', 'cba'],
  ])('sorts by %s', async (sort, order) => {
    expect(titlesOf(await search(`filter=${tag}&${sort}`))).toEqual(
      order.split('').map((letter) => `${tag} ${letter}`),
    );
  });

  it.each([
    ['status:open', 'a'],
    ['-status:closed', 'ab'],
    ['priority:(P1 OR P3)', 'ab'],
    ['project:search', 'abc'],
    ['project:other', ''],
    ['key:search-2', 'b'],
    ['closed_at:*', 'c'],
    ['created_at:>now-1h', 'abc'],
    ['created_at:<now-1h', ''],
  ])('filters by %s', async (query, found) => {
    const answer = await search(`sort[asc]=true&filter=${encodeURIComponent(`${tag} ${query}`)}`);
    expect(titlesOf(answer)).toEqual(found.split('').map((letter) => `${tag} ${letter}`));
  });

  it('filters by project and person with their ids', async () => {
    const query = `project:${own} assignee:${harness.org.users.manager} creator:${harness.org.users.admin}`;
    expect(titlesOf(await search(`filter=${encodeURIComponent(query)}`))).toEqual([`${tag} c`]);
  });

  it.each([
    ['page[size]=0', 'page[size]'],
    ['page[size]=101', 'page[size]'],
    ['page[number]=-1', 'page[number]'],
    ['page[number]=99999', 'page[number]'],
    ['page[size]=100&page[number]=101', 'page[number]'],
    ['sort[field]=title', 'sort[field]'],
    ['sort[asc]=yes', 'sort[asc]'],
    ['filter=status:(open', 'filter'],
    ['filter=colour:red', 'filter'],
    ['filter=created_at:soon', 'filter'],
    ['colour=red', 'colour'],
  ])('refuses %s and names the parameter', async (query, parameter) => {
    const answer = await search(query);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ source: { parameter } }] });
  });
});

describe('cases › bad input', () => {
  const long = 'x'.repeat(1001);
  it.each<[string, object, object, string]>([
    ['an empty title', { title: '' }, {}, '/data/attributes/title'],
    ['a blank title', { title: ' \n' }, {}, '/data/attributes/title'],
    ['a title of 1,001 characters', { title: long }, {}, '/data/attributes/title'],
    ['a number as title', { title: 5 }, {}, '/data/attributes/title'],
    ['a NUL in the title', { title: 'a\0b' }, {}, '/data/attributes/title'],
    ['no case type', { type_id: undefined }, {}, '/data/attributes/type_id'],
    ['a case type that is no UUID', { type_id: 'standard' }, {}, '/data/attributes/type_id'],
    ['an unknown priority', { priority: 'P1234' }, {}, '/data/attributes/priority'],
    ['an unknown status', { status_name: 'Opened' }, {}, '/data/attributes/status_name'],
    ['an unknown attribute', { colour: 'red' }, {}, '/data/attributes/colour'],
    ['a list of custom attributes', { custom_attributes: [] }, {}, '/data/attributes/custom_attributes'],
    [
      'a custom attribute of type FLOAT',
      { custom_attributes: { x: { type: 'FLOAT', is_multi: false, value: 1 } } },
      {},
      '/data/attributes/custom_attributes/x/type',
    ],
    ['a bad project id', {}, { project: linked('project', 'x') }, '/data/relationships/project/data/id'],
    [
      'a project of type projects',
      {},
      { project: linked('projects', NOWHERE) },
      '/data/relationships/project/data/type',
    ],
    ['no project', {}, { project: undefined }, '/data/relationships/project'],
    ['an assignee of type userx', {}, { assignee: linked('userx', NOWHERE) }, '/data/relationships/assignee/data/type'],
    ['an unknown assignee', {}, { assignee: linked('user', NOWHERE) }, '/data/relationships/assignee/data/id'],
  ])('refuses %s at create', async (_, attributes, relationships, pointer) => {
    const answer = await call('POST', PATH, caseBody(attributes, relationships));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ status: '400', source: { pointer } }] });
  });

  it('refuses an assignee of another organization or one who is disabled', async () => {
    const email = 'gone@acme.example';
    const made = await call('POST', '/api/v2/users', { data: { type: 'users', attributes: { email } } });
    const gone = (made.body as { data: { id: string } }).data.id;
    await call('DELETE', `/api/v2/users/${gone}`);
    for (const id of [gone, harness.otherOrg.users.admin]) {
      const answer = await call('POST', PATH, caseBody({}, { assignee: linked('user', id) }));
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain('must be an active user of the organization');
    }
  });

  it.each<[string, object, object, object]>([
    ['project', {}, { project: linked('project', NOWHERE) }, { title: 'project not found' }],
    ['case_type', { type_id: NOWHERE }, {}, { title: 'case_type not found' }],
    [
      'custom attribute',
      { custom_attributes: { severity: { type: 'TEXT', is_multi: false, value: 'x' } } },
      {},
      { title: 'custom attribute configuration not found', meta: { key: 'severity' } },
    ],
  ])('does not find an unknown %s', async (_, attributes, relationships, error) => {
    const answer = await call('POST', PATH, caseBody(attributes, relationships));
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ errors: [{ code: 'resource_not_found', ...error }] });
  });

  it.each<[string, object, string]>([
    ['status', {}, '/data/attributes'],
    ['status', { status: 'OPENED' }, '/data/attributes/status'],
    ['status', { status: 'OPEN', status_name: 'Closed' }, '/data/attributes/status_name'],
    ['status', { status: null }, '/data/attributes/status'],
    ['title', { title: '' }, '/data/attributes/title'],
    ['description', {}, '/data/attributes/description'],
    ['description', { description: 'x'.repeat(50_001) }, '/data/attributes/description'],
    ['priority', { priority: 'P6' }, '/data/attributes/priority'],
    ['comment', { comment: '' }, '/data/attributes/comment'],
    ['comment', { comment: ['x'] }, '/data/attributes/comment'],
    ['comment', { comment: 'x', colour: 'red' }, '/data/attributes/colour'],
  ])('refuses a bad %s: %j', async (what, attributes, pointer) => {
    const { id } = await create();
    const answer = await call('POST', `${PATH}/${id}/${what}`, document(attributes));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ status: '400', source: { pointer } }] });
    expect((await traces(id)).timeline).toHaveLength(1);
  });

  it('refuses another type in the words of the real service', async () => {
    const { id } = await create();
    const answer = await call('POST', `${PATH}/${id}/title`, { data: { type: 'project', attributes: { title: 'x' } } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ detail: 'got type "project" expected one of "case"' }] });
  });

  it.each([NOWHERE, 'SEC-999999', 'SEC', 'types', 'SEC-0', 'SEC-99999999999999999', '42'])(
    'does not find the case %s',
    async (reference) => {
      const answer = await call('GET', `${PATH}/${reference}`);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ errors: [{ code: 'resource_not_found', title: 'case not found' }] });
    },
  );
});

describe('cases › who may see what', () => {
  it('hides everything from another organization, as if it were not there', async () => {
    const { id, attributes } = await create({ title: 'Hidden canary' });
    const others = harness.otherOrg.adminHeaders;
    const requests: [string, string, object | undefined][] = [
      ['GET', '', undefined],
      ['GET', '/timelines', undefined],
      ['POST', '/status', document({ status: 'CLOSED' })],
      ['POST', '/title', document({ title: 'x' })],
      ['POST', '/description', document({ description: 'x' })],
      ['POST', '/priority', document({ priority: 'P1' })],
      ['POST', '/comment', document({ comment: 'x' })],
    ];
    for (const [method, path, body] of requests) {
      const nobody = await call(method, `${PATH}/${NOWHERE}${path}`, body, others);
      expect(nobody.status).toBe(404);
      for (const reference of [id, attributes.key]) {
        const hidden = await call(method, `${PATH}/${reference}${path}`, body, others);
        expect([hidden.status, hidden.body]).toEqual([nobody.status, nobody.body]);
      }
    }
    expect(titlesOf(await search('filter=canary', others))).toEqual([]);
    const inMine = await call('POST', PATH, caseBody(), others);
    expect(inMine.status).toBe(404);
    expect(inMine.body).toMatchObject({ errors: [{ title: 'project not found' }] });
    expect((await traces(id)).timeline).toHaveLength(1);
  });

  it('names nobody to an observer and lets them write nothing', async () => {
    const { id } = await create({}, { assignee: linked('user', harness.org.users.manager) });
    const observer = harness.org.headersOf('observer');
    for (const path of [`${PATH}/${id}`, `${PATH}?page[size]=100`, `${PATH}/${id}/timelines`]) {
      const answer = await call('GET', path, undefined, observer);
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toMatch(/canary acme|@acme/i);
    }
    expect(((await call('GET', `${PATH}/${id}`, undefined, observer)).body as CaseBody).included).toEqual([]);
    for (const [path, attributes] of [
      ['status', { status: 'CLOSED' }],
      ['comment', { comment: 'x' }],
    ] as const) {
      expect((await call('POST', `${PATH}/${id}/${path}`, document(attributes), observer)).status).toBe(403);
    }
    expect((await call('POST', PATH, caseBody(), observer)).status).toBe(403);
  });

  it('records that names were read', async () => {
    const { id } = await create();
    await call('GET', `${PATH}/${id}`, undefined, harness.org.headersOf('responder'));
    const rows = await harness.database.query(
      `select a.resource_type, a.after from audit a
        where a.action = 'personal_data.read' and a.resource_id = $1 and a.actor_id = $2`,
      [id, harness.org.users.responder],
    );
    expect(rows).toEqual([
      { resource_type: 'case', after: { resource_ids: [id], user_ids: [harness.org.users.admin] } },
    ]);
  });
});

describe('cases › the official client', () => {
  it('plays the life of a case without one unparsed object', async () => {
    const { adminHeaders } = harness.org;
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(harness.url, {}),
      authMethods: {
        apiKeyAuth: adminHeaders['dd-api-key'] ?? '',
        appKeyAuth: adminHeaders['dd-application-key'] ?? '',
      },
    });
    configuration.unstableOperations['v2.listCaseTimeline'] = true;
    const api = new v2.CaseManagementApi(configuration);
    const made = await api.createProject({
      body: { data: { type: 'project', attributes: { key: 'CLIENT', name: 'By the client' } } },
    });
    const projectId = made.data?.id ?? '';
    expect((await api.getProject({ projectId })).data?.attributes.key).toBe('CLIENT');
    expect((await api.getProjects()).data?.map((each) => each.id)).toContain(projectId);
    const created = await api.createCase({
      body: {
        data: {
          type: 'case',
          attributes: { title: 'By the client', typeId: STANDARD, priority: 'P4' },
          relationships: { project: { data: { type: 'project', id: projectId } } },
        },
      },
    });
    const caseId = created.data?.attributes.key ?? '';
    expect(caseId).toBe('CLIENT-1');
    const body = <A>(attributes: A) => ({ caseId, body: { data: { type: 'case' as const, attributes } } });
    const answers = [
      made,
      created,
      await api.updateStatus(body({ status: 'IN_PROGRESS' as const })),
      await api.updateCaseTitle(body({ title: 'Renamed' })),
      await api.updateCaseDescription(body({ description: 'Described' })),
      await api.updatePriority(body({ priority: 'P1' as const })),
      await api.commentCase(body({ comment: 'Commented' })),
      await api.listCaseTimeline({ caseId, sortAscending: true }),
      await api.getCase({ caseId }),
    ];
    expect(JSON.stringify(answers)).not.toContain('_unparsed');
    const got = (await api.getCase({ caseId })).data?.attributes;
    expect(got).toMatchObject({ title: 'Renamed', description: 'Described', priority: 'P1', status: 'IN_PROGRESS' });
    const found: string[] = [];
    for await (const each of api.searchCasesWithPagination({
      filter: 'project:SEC',
      pageSize: 5,
      sortField: 'status',
    })) {
      found.push(each.id);
    }
    const all = (await search('filter=project:SEC&page[size]=1')).body as { meta: { total_cases: number } };
    expect(new Set(found).size).toBe(all.meta.total_cases);
  });
});
