import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';

const PATH = '/api/v2/cases/projects';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'case-management' });
});
afterAll(() => harness.stop());

interface Project {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships: object;
}
interface Body {
  readonly data: Project;
}

function call(method: string, path: string, body?: unknown, headers: Headers = harness.org.adminHeaders) {
  return harness.request(method, path, body === undefined ? { headers } : { headers, body });
}
const projectBody = (attributes: object) => ({ data: { type: 'project', attributes } });

async function create(attributes: object, headers?: Headers): Promise<Project> {
  const answer = await call('POST', PATH, projectBody(attributes), headers);
  expect(answer.status).toBe(201);
  expectContract('CreateProject', 201, answer.body);
  return (answer.body as Body).data;
}

describe('projects › create and get', () => {
  it('answers the project with the settings of the recordings', async () => {
    const project = await create({ key: 'SEC', name: 'Security' });
    expect(project.attributes).toMatchObject({ key: 'SEC', name: 'Security', restricted: false });
    expect(project.attributes.settings).toMatchObject({ notification: { destinations: [1], enabled: false } });
    expect(project.relationships).toEqual({});
    const got = await call('GET', `${PATH}/${project.id}`);
    expect(got.status).toBe(200);
    expect(got.headers.get('content-type')).toMatch(/^application\/vnd\.api\+json/);
    expectContract('GetProject', 200, got.body);
    expect(got.body).toEqual({ data: project });
  });

  it('keeps the team, and lives on without it', async () => {
    const attributes = { name: 'Short-lived', handle: 'short-lived' };
    const team = await call('POST', '/api/v2/team', { data: { type: 'team', attributes } });
    const teamId = (team.body as Body).data.id;
    const project = await create({ key: 'TEAM1', name: 'x', team_uuid: teamId });
    expect(project.relationships).toEqual({ member_team: { data: [{ id: teamId, type: 'team_links' }] } });
    expect((await call('DELETE', `/api/v2/team/${teamId}`)).status).toBe(204);
    const got = await call('GET', `${PATH}/${project.id}`);
    expect((got.body as Body).data.relationships).toEqual({});
  });

  it('refuses a key that is taken, but not that of another organization', async () => {
    await create({ key: 'ONCE', name: 'x' });
    const again = await call('POST', PATH, projectBody({ key: 'ONCE', name: 'y' }));
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ errors: [{ status: '409', code: 'project_key_taken' }] });
    await create({ key: 'ONCE', name: 'x' }, harness.otherOrg.adminHeaders);
  });

  it('gives a key to exactly one of those who ask for it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', PATH, projectBody({ key: 'RACE', name: 'x' }))),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it('records who created it', async () => {
    const { id } = await create({ key: 'AUDITED', name: 'x' }, harness.org.headersOf('responder'));
    const rows = await harness.database.query(
      'select a.action, a.actor_id, a.resource_type, a.after from audit a where a.resource_id = $1',
      [id],
    );
    expect(rows).toEqual([
      {
        action: 'project.created',
        actor_id: harness.org.users.responder,
        resource_type: 'project',
        after: { key: 'AUDITED', name: 'x' },
      },
    ]);
  });

  it.each([
    ['a key in lower case', { key: 'sec', name: 'x' }, '/data/attributes/key'],
    ['the key CASE', { key: 'CASE', name: 'x' }, '/data/attributes/key'],
    ['the key PAGE', { key: 'PAGE', name: 'x' }, '/data/attributes/key'],
    ['a key with a dash', { key: 'A-B', name: 'x' }, '/data/attributes/key'],
    ['a key with a line end', { key: 'AB\n', name: 'x' }, '/data/attributes/key'],
    ['an empty key', { key: '', name: 'x' }, '/data/attributes/key'],
    ['a key of 33 characters', { key: 'K'.repeat(33), name: 'x' }, '/data/attributes/key'],
    ['no name', { key: 'NONAME' }, '/data/attributes/name'],
    ['a blank name', { key: 'BLANK', name: ' ' }, '/data/attributes/name'],
    ['a bad team', { key: 'BADTEAM', name: 'x', team_uuid: 'x' }, '/data/attributes/team_uuid'],
    ['an unknown attribute', { key: 'MORE', name: 'x', colour: 'red' }, '/data/attributes/colour'],
  ])('refuses %s and points at it', async (_, attributes, pointer) => {
    const answer = await call('POST', PATH, projectBody(attributes));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ status: '400', source: { pointer } }] });
  });

  it('refuses another type in the words of the real service', async () => {
    const answer = await call('POST', PATH, { data: { type: 'case', attributes: { key: 'TYPE', name: 'x' } } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ detail: 'got type "case" expected one of "project"' }] });
  });

  it('does not find a team of nobody, of others, or a custom case type', async () => {
    for (const [attributes, title] of [
      [{ team_uuid: NOWHERE }, 'team not found'],
      [{ team_uuid: harness.otherOrg.teamId }, 'team not found'],
      [{ enabled_custom_case_types: [NOWHERE] }, 'case_type not found'],
    ] as const) {
      const answer = await call('POST', PATH, projectBody({ key: 'LOST', name: 'x', ...attributes }));
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ errors: [{ code: 'resource_not_found', title }] });
    }
  });
});

describe('projects › list and permissions', () => {
  it('lists all by key, and nothing of another organization', async () => {
    const { id } = await create({ key: 'ZZZ', name: 'x' });
    await create({ key: 'AAA', name: 'x' });
    const list = await call('GET', PATH);
    expect(list.status).toBe(200);
    expectContract('GetProjects', 200, list.body);
    const keys = (list.body as { data: Project[] }).data.map((project) => project.attributes.key);
    expect(keys).toEqual([...keys].sort());
    expect(keys).toEqual(expect.arrayContaining(['AAA', 'ZZZ']));
    const others = harness.otherOrg.adminHeaders;
    const theirs = (await call('GET', PATH, undefined, others)).body as { data: Project[] };
    expect(theirs.data.map((project) => project.attributes.key)).not.toContain('ZZZ');
    const nobody = await call('GET', `${PATH}/${NOWHERE}`, undefined, others);
    const hidden = await call('GET', `${PATH}/${id}`, undefined, others);
    expect(nobody.status).toBe(404);
    expect(nobody.body).toMatchObject({ errors: [{ code: 'resource_not_found', title: 'project not found' }] });
    expect(hidden.body).toEqual(nobody.body);
  });

  it('answers 400 for a project that is named by no UUID', async () => {
    expect((await call('GET', `${PATH}/favorites`)).status).toBe(400);
  });

  it('lets an observer read and not write', async () => {
    const observer = harness.org.headersOf('observer');
    expect((await call('GET', PATH, undefined, observer)).status).toBe(200);
    expect((await call('POST', PATH, projectBody({ key: 'NO', name: 'x' }), observer)).status).toBe(403);
  });
});
