import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import type { Headers } from './support/organization.js';

const PATH = '/api/v2/team';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships?: object;
}
interface ListAnswer {
  readonly data: readonly Resource[];
  readonly included?: readonly Resource[];
  readonly meta: { readonly pagination: object };
  readonly links: Readonly<Record<string, string | null>>;
}

function call(method: string, path: string, body?: unknown, headers: Headers = harness.org.adminHeaders) {
  return harness.request(method, path, body === undefined ? { headers } : { headers, body });
}

let created = 0;
const fresh = () => `squad-${(created += 1)}`;
const teamBody = (attributes: object, relationships?: object) => ({
  data: { type: 'team', attributes, ...(relationships === undefined ? {} : { relationships }) },
});
const memberBody = (userId: string, attributes?: object) => ({
  data: {
    type: 'team_memberships',
    ...(attributes === undefined ? {} : { attributes }),
    relationships: { user: { data: { type: 'users', id: userId } } },
  },
});
const withUsers = (...ids: string[]) => ({ users: { data: ids.map((id) => ({ type: 'users', id })) } });

async function create(attributes: object = {}, relationships?: object): Promise<Resource> {
  const handle = fresh();
  const answer = await call(
    'POST',
    PATH,
    teamBody({ handle, name: `Name of ${handle}`, ...attributes }, relationships),
  );
  expect(answer.status).toBe(201);
  expectContract('CreateTeam', 201, answer.body);
  return (answer.body as { data: Resource }).data;
}
const dataOf = (answer: Answer) => (answer.body as { data: Resource }).data;
const listOf = (answer: Answer) => answer.body as ListAnswer;
const idsOf = (answer: Answer) => listOf(answer).data.map((each) => each.id);
const members = (teamId: string) => `${PATH}/${teamId}/memberships`;

describe('teams › create and get', () => {
  it('answers the same again, with its counts', async () => {
    const { admin, manager } = harness.org.users;
    const team = await create({ description: 'We move money.', avatar: '🥑', banner: 3 }, withUsers(admin, manager));
    expect(team.attributes).toMatchObject({
      ...{ description: 'We move money.', summary: 'We move money.', avatar: '🥑', banner: 3 },
      ...{ user_count: 2, link_count: 0, is_managed: false, hidden_modules: null, visible_modules: null },
    });
    expect(team.attributes.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    const got = await call('GET', `${PATH}/${team.id}`);
    expect(got.status).toBe(200);
    expectContract('GetTeam', 200, got.body);
    expect(dataOf(got)).toEqual(team);
  });

  it.each([
    ['name', { name: 'Team of acme' }],
    ['handle', { handle: 'acme-team' }],
  ])('refuses a taken %s', async (_, attributes) => {
    const answer = await call('POST', PATH, teamBody({ handle: fresh(), name: fresh(), ...attributes }));
    expect(answer.status).toBe(409);
    expectContract('CreateTeam', 409, answer.body);
    expect(answer.body).toEqual({ errors: ['Team name and handle must be unique'] });
  });

  it('writes nothing of a team with an unknown member', async () => {
    const handle = fresh();
    for (const id of [NOWHERE, harness.otherOrg.users.admin]) {
      const answer = await call('POST', PATH, teamBody({ handle, name: handle }, withUsers(id)));
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ errors: [`User for ID ${id} not found`] });
    }
    expect(idsOf(await call('GET', `${PATH}?filter[keyword]=${handle}`))).toEqual([]);
  });

  it('takes at most 1,000 first members', async () => {
    const crowd = withUsers(...Array.from({ length: 1001 }, () => harness.org.users.admin));
    const answer = await call('POST', PATH, teamBody({ handle: fresh(), name: fresh() }, crowd));
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: ['/data/relationships/users/data must be a list of at most 1000 objects'] });
  });

  it.each([
    ['no handle', { name: 'x' }, 'handle'],
    ['a handle with a space', { name: 'x', handle: 'a b' }, 'handle'],
    ['a handle of 196 characters', { name: 'x', handle: 'x'.repeat(196) }, 'handle'],
    ['a blank name', { name: ' ', handle: 'x' }, 'name'],
    ['two characters as avatar', { name: 'x', handle: 'x', avatar: '🥑🥑' }, 'avatar'],
    ['a text as banner', { name: 'x', handle: 'x', banner: '1' }, 'banner'],
    ['a banner beyond 32 bits', { name: 'x', handle: 'x', banner: 2 ** 31 }, 'banner'],
    ['an unknown attribute', { name: 'x', handle: 'x', colour: 'red' }, 'colour'],
  ])('refuses %s by a sentence that names the field', async (_, attributes, field) => {
    const answer = await call('POST', PATH, teamBody(attributes));
    expect(answer.status).toBe(400);
    expect((answer.body as { errors: string[] }).errors[0]).toContain(field);
  });

  it('speaks as the real service of ids that are none', async () => {
    const malformed = await call('GET', `${PATH}/payments`);
    expect(malformed.status).toBe(404);
    expect(malformed.body).toEqual({ errors: ['payments is not a valid UUID not found'] });
    const missing = await call('GET', `${PATH}/${NOWHERE}`);
    expectContract('GetTeam', 404, missing.body);
    expect(missing.body).toEqual({ errors: [`Team for ID ${NOWHERE} not found`] });
  });
});

describe('teams › list', () => {
  it('counts offsets by itself and pages when asked for pages', async () => {
    await create();
    const all = await call('GET', PATH);
    expectContract('ListTeams', 200, all.body);
    const total = idsOf(all).length;
    expect(listOf(all).meta.pagination).toMatchObject({ type: 'offset_limit', offset: 0, limit: 100, total });
    const page = await call('GET', `${PATH}?page[size]=1&page[number]=1&sort=-name`);
    expectContract('ListTeams', 200, page.body);
    expect(listOf(page).meta.pagination).toMatchObject({
      type: 'number_size',
      number: 1,
      size: 1,
      total,
      prev_number: 0,
    });
    expect(idsOf(page)).toEqual(idsOf(all).reverse().slice(1, 2));
    const previous = await call('GET', listOf(page).links.prev ?? '');
    expect(idsOf(previous)).toEqual(idsOf(all).reverse().slice(0, 1));
  });

  it('sorts by the number of members', async () => {
    const { admin, manager, responder, observer } = harness.org.users;
    const team = await create({}, withUsers(admin, manager, responder, observer));
    expect(idsOf(await call('GET', `${PATH}?sort=-user_count`))[0]).toBe(team.id);
  });

  it('searches names and handles, and e-mails for those who may read users', async () => {
    const team = await create({ name: 'Checkout Crew' }, withUsers(harness.org.users.observer));
    expect(idsOf(await call('GET', `${PATH}?filter[keyword]=checkout%20CREW`))).toEqual([team.id]);
    const byEmail = `${PATH}?filter[keyword]=${harness.org.emails.observer}`;
    expect(idsOf(await call('GET', byEmail))).toContain(team.id);
    expect(idsOf(await call('GET', byEmail, undefined, harness.org.headersOf('observer')))).toEqual([]);
  });

  it('notes a search that looks into e-mails, without the word', async () => {
    const team = await create({}, withUsers(harness.org.users.observer));
    const searches = () =>
      harness.database.query(
        `select a.actor_id, a.resource_id, a.before, a.after from audit a where a.action = 'users.searched' order by a.id`,
      );
    const before = (await searches()).length;
    const byHandle = `${PATH}?filter[keyword]=${String(team.attributes.handle)}`;
    await call('GET', PATH);
    await call('GET', byHandle, undefined, harness.org.headersOf('observer'));
    expect(await searches()).toHaveLength(before);
    expect(idsOf(await call('GET', byHandle))).toEqual([team.id]);
    expect((await searches()).slice(before)).toEqual([
      {
        actor_id: harness.org.users.admin,
        resource_id: harness.org.orgId,
        before: null,
        after: { team_ids: [team.id] },
      },
    ]);
  });

  it('finds my teams', async () => {
    const team = await create({}, withUsers(harness.org.users.responder));
    const mine = await call('GET', `${PATH}?filter[me]=true`, undefined, harness.org.headersOf('responder'));
    expect(idsOf(mine)).toEqual(expect.arrayContaining([team.id, harness.org.teamId]));
    expect(idsOf(await call('GET', `${PATH}?filter[me]=true`))).not.toContain(team.id);
  });

  it('answers only the fields asked for', async () => {
    const list = listOf(await call('GET', `${PATH}?fields[team]=id,name,handle&include=team_links`));
    for (const team of list.data) {
      expect(Object.keys(team).sort()).toEqual(['attributes', 'id', 'type']);
      expect(Object.keys(team.attributes).sort()).toEqual(['handle', 'name']);
    }
  });

  it.each([
    'page[size]=0',
    'page[size]=101',
    'page[number]=x',
    'sort=handle',
    'fields[team]=secret',
    'include=users',
    'x=1',
  ])('refuses %s', async (query) => {
    expect((await call('GET', `${PATH}?${query}`)).status).toBe(400);
  });
});

describe('teams › update and delete', () => {
  it('changes what is given and leaves the rest', async () => {
    const team = await create({ description: 'Before', hidden_modules: ['a'] });
    const answer = await call('PATCH', `${PATH}/${team.id}`, teamBody({ name: fresh(), avatar: '🍋' }));
    expect(answer.status).toBe(200);
    expectContract('UpdateTeam', 200, answer.body);
    expect(dataOf(answer).attributes).toMatchObject({
      ...{ description: 'Before', hidden_modules: ['a'], avatar: '🍋', handle: team.attributes.handle },
    });
    const audit = await harness.database.query('select a.action from audit a where a.resource_id = $1 order by a.id', [
      team.id,
    ]);
    expect(audit).toEqual([{ action: 'team.created' }, { action: 'team.updated' }]);
  });

  it('refuses a taken handle', async () => {
    const team = await create();
    const answer = await call('PATCH', `${PATH}/${team.id}`, teamBody({ handle: 'acme-team' }));
    expect(answer.status).toBe(409);
    expectContract('UpdateTeam', 409, answer.body);
  });

  it('deletes once, with its members', async () => {
    const team = await create({}, withUsers(harness.org.users.admin));
    const gone = await call('DELETE', `${PATH}/${team.id}`);
    expect(gone.status).toBe(204);
    expectContract('DeleteTeam', 204, gone.body);
    const again = await call('DELETE', `${PATH}/${team.id}`);
    expect(again.status).toBe(404);
    expectContract('DeleteTeam', 404, again.body);
  });

  it('keeps a team that a policy pages', async () => {
    const team = await create();
    const steps = [{ targets: [{ id: team.id, type: 'teams' }] }];
    const policy = await call('POST', '/api/v2/on-call/escalation-policies', {
      data: { type: 'policies', attributes: { name: 'Pages it', steps } },
    });
    expect(policy.status).toBe(201);
    const answer = await call('DELETE', `${PATH}/${team.id}`);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ errors: ['The team cannot be deleted: an escalation policy has it as a target.'] });
  });

  it('keeps a team that cases belong to', async () => {
    const team = await create();
    await harness.database.query(
      `insert into cases (org_id, id, number, key, title, description, status, priority, services, tags, attributes,
                          custom_attributes, additional_properties, team_id, responder_ids, is_shadow, occurrences,
                          search_text, version, created_at)
       values ($1, gen_random_uuid(), 1, 'X-1', 't', '', 'RESOLVED', 'NOT_DEFINED', '{}', '{}', '{}', '{}', '{}', $2,
               '{}', false, 1, '', 1, clock_timestamp())`,
      [harness.org.orgId, team.id],
    );
    const answer = await call('DELETE', `${PATH}/${team.id}`);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ errors: ['The team cannot be deleted: cases or pages belong to it.'] });
    expect((await call('GET', `${PATH}/${team.id}`)).status).toBe(200);
  });
});

describe('teams › memberships', () => {
  it('adds, lists, changes and removes a member', async () => {
    const team = await create();
    const { responder, manager } = harness.org.users;
    const added = await call('POST', members(team.id), memberBody(responder, { role: 'admin' }));
    expect(added.status).toBe(200);
    expectContract('CreateTeamMembership', 200, added.body);
    expect(dataOf(added)).toMatchObject({
      ...{ type: 'team_memberships', id: `TeamMembership-${team.id}-1`, attributes: { role: 'admin' } },
      relationships: { user: { data: { id: responder } }, team: { data: { type: 'team', id: team.id } } },
    });
    expect(listOf(added).included?.map((user) => user.attributes.email)).toEqual([harness.org.emails.responder]);
    expect((await call('POST', members(team.id), memberBody(manager))).status).toBe(200);

    const list = await call('GET', members(team.id));
    expectContract('GetTeamMemberships', 200, list.body);
    expect(idsOf(list)).toEqual([`TeamMembership-${team.id}-1`, `TeamMembership-${team.id}-2`]);
    const found = await call('GET', `${members(team.id)}?filter[keyword]=MANAGER&sort=-email&page[size]=5`);
    expect(idsOf(found)).toEqual([`TeamMembership-${team.id}-2`]);
    expect(dataOf(await call('GET', `${PATH}/${team.id}`)).attributes.user_count).toBe(2);

    const change = { data: { type: 'team_memberships', attributes: { role: null } } };
    const changed = await call('PATCH', `${members(team.id)}/${responder}`, change);
    expect(changed.status).toBe(200);
    expectContract('UpdateTeamMembership', 200, changed.body);
    expect(dataOf(changed).attributes.role).toBeNull();

    const gone = await call('DELETE', `${members(team.id)}/${responder}`);
    expect(gone.status).toBe(204);
    expectContract('DeleteTeamMembership', 204, gone.body);
    const again = await call('DELETE', `${members(team.id)}/${responder}`);
    expect(again.status).toBe(404);
    expect(again.body).toEqual({ errors: [`User ${responder} is not a member of Team ${team.id} not found`] });
    const audit = await harness.database.query(
      `select a.action from audit a where a.resource_id = $1 and a.action like 'team_membership.%' order by a.id`,
      [team.id],
    );
    expect(audit.map((entry) => entry.action)).toEqual([
      ...['team_membership.created', 'team_membership.created', 'team_membership.updated', 'team_membership.deleted'],
    ]);
  });

  it('gives ten who join at once ten numbers', async () => {
    const team = await create();
    const people = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        call('POST', '/api/v2/users', { data: { type: 'users', attributes: { email: `crowd${index}@acme.example` } } }),
      ),
    );
    const answers = await Promise.all(
      people.map((person) => call('POST', members(team.id), memberBody(dataOf(person).id))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    const list = await call('GET', `${members(team.id)}?page[size]=100`);
    expect(idsOf(list)).toEqual(answers.map((_, index) => `TeamMembership-${team.id}-${index + 1}`));
  });

  it('refuses a member twice, a wrong role, a disabled, unknown or foreign person', async () => {
    const team = await create({}, withUsers(harness.org.users.admin));
    const twice = await call('POST', members(team.id), memberBody(harness.org.users.admin));
    expect(twice.status).toBe(409);
    expectContract('CreateTeamMembership', 409, twice.body);
    const wrong = await call('POST', members(team.id), memberBody(harness.org.users.manager, { role: 'boss' }));
    expect(wrong.status).toBe(400);
    const person = await call('POST', '/api/v2/users', {
      data: { type: 'users', attributes: { email: 'disabled@acme.example' } },
    });
    await call('DELETE', `/api/v2/users/${dataOf(person).id}`);
    expect((await call('POST', members(team.id), memberBody(dataOf(person).id))).status).toBe(409);
    for (const id of [NOWHERE, harness.otherOrg.users.manager]) {
      const answer = await call('POST', members(team.id), memberBody(id));
      expect(answer.status).toBe(404);
      expectContract('CreateTeamMembership', 404, answer.body);
      expect(answer.body).toEqual({ errors: [`User for ID ${id} not found`] });
    }
  });

  it('lists the memberships of a person', async () => {
    const person = await call('POST', '/api/v2/users', {
      data: { type: 'users', attributes: { email: 'member@acme.example' } },
    });
    const { id } = dataOf(person);
    const team = await create({}, withUsers(id));
    const answer = await call('GET', `/api/v2/users/${id}/memberships`);
    expect(answer.status).toBe(200);
    expectContract('GetUserMemberships', 200, answer.body);
    expect(idsOf(answer)).toEqual([`TeamMembership-${team.id}-1`]);
    const missing = await call('GET', `/api/v2/users/${NOWHERE}/memberships`);
    expect(missing.status).toBe(404);
    expectContract('GetUserMemberships', 404, missing.body);
  });
});

describe('teams › who may', () => {
  it.each([
    ['manager', 201],
    ['responder', 403],
    ['observer', 403],
  ] as const)('a %s reads, and writes with %i', async (role, write) => {
    const headers = harness.org.headersOf(role);
    const handle = fresh();
    expect((await call('GET', PATH, undefined, headers)).status).toBe(200);
    expect((await call('POST', PATH, teamBody({ handle, name: handle }), headers)).status).toBe(write);
  });

  it('shows an observer who is there, and not who they are, except themselves', async () => {
    const { observer, admin } = harness.org.users;
    const team = await create({}, withUsers(admin, observer));
    const headers = harness.org.headersOf('observer');
    const answer = await call('GET', members(team.id), undefined, headers);
    expect(answer.status).toBe(200);
    expectContract('GetTeamMemberships', 200, answer.body);
    const included = new Map(listOf(answer).included?.map((user) => [user.id, user.attributes]));
    expect(included.get(admin)).toMatchObject({ name: '' });
    for (const hidden of ['email', 'handle', 'title']) expect(included.get(admin)).not.toHaveProperty(hidden);
    expect(included.get(observer)).toMatchObject({ email: harness.org.emails.observer });
    expect(JSON.stringify(answer.body)).not.toContain(harness.org.emails.admin);
    for (const query of ['filter[keyword]=canary', 'sort=email']) {
      expect((await call('GET', `${members(team.id)}?${query}`, undefined, headers)).status).toBe(403);
    }
    const other = await call('GET', `/api/v2/users/${admin}/memberships`, undefined, headers);
    expect(other.status).toBe(200);
    expect(JSON.stringify(other.body)).not.toMatch(/canary/i);
  });
});

describe('teams › another organization', () => {
  it('answers as for no team', async () => {
    const { id } = await create({}, withUsers(harness.org.users.admin));
    const { adminHeaders: headers, users } = harness.otherOrg;
    const role = { data: { type: 'team_memberships', attributes: { role: 'admin' } } };
    for (const send of [
      (team: string) => call('GET', `${PATH}/${team}`, undefined, headers),
      (team: string) => call('PATCH', `${PATH}/${team}`, teamBody({ name: 'x' }), headers),
      (team: string) => call('DELETE', `${PATH}/${team}`, undefined, headers),
      (team: string) => call('GET', members(team), undefined, headers),
      (team: string) => call('POST', members(team), memberBody(users.admin), headers),
      (team: string) => call('PATCH', `${members(team)}/${harness.org.users.admin}`, role, headers),
      (team: string) => call('DELETE', `${members(team)}/${harness.org.users.admin}`, undefined, headers),
    ]) {
      const [foreign, nobody] = [await send(id), await send(NOWHERE)];
      expect(foreign.status).toBe(404);
      expect(JSON.stringify(foreign.body).replaceAll(id, NOWHERE)).toBe(JSON.stringify(nobody.body));
    }
    expect(idsOf(await call('GET', PATH, undefined, headers))).toEqual([harness.otherOrg.teamId]);
    const foreignUser = await call('GET', `/api/v2/users/${harness.org.users.admin}/memberships`, undefined, headers);
    expect(foreignUser.status).toBe(404);
    expect(dataOf(await call('GET', `${PATH}/${id}`)).attributes.user_count).toBe(1);
  });
});

describe('teams › official client', () => {
  it('creates, adds, lists and deletes', async () => {
    const api = new v2.TeamsApi(
      client.createConfiguration({
        baseServer: new client.BaseServerConfiguration(harness.url, {}),
        authMethods: {
          apiKeyAuth: harness.org.adminHeaders['dd-api-key'] ?? '',
          appKeyAuth: harness.org.adminHeaders['dd-application-key'] ?? '',
        },
      }),
    );
    const handle = fresh();
    const made = await api.createTeam({
      body: { data: { type: 'team', attributes: { handle, name: handle, avatar: '🥑', visibleModules: ['m'] } } },
    });
    expect(made._unparsed).toBeFalsy();
    const teamId = made.data?.id ?? '';
    const userId = harness.org.users.manager;
    const added = await api.createTeamMembership({
      teamId,
      body: {
        data: {
          type: 'team_memberships',
          attributes: { role: 'admin' },
          relationships: {
            user: { data: { type: 'users', id: userId } },
            team: { data: { type: 'team', id: teamId } },
          },
        },
      },
    });
    expect(added._unparsed).toBeFalsy();
    const list = await api.listTeams({
      ...{ filterKeyword: handle, filterMe: false, sort: 'name', include: ['team_links'], pageSize: 10, pageNumber: 0 },
      fieldsTeam: ['id', 'name', 'handle'],
    });
    expect(list._unparsed).toBeFalsy();
    expect(list.data?.map((team) => team.id)).toEqual([teamId]);
    const found = [];
    for await (const membership of api.getTeamMembershipsWithPagination({ teamId, pageSize: 1 }))
      found.push(membership);
    expect(found.map((membership) => membership.relationships?.user?.data.id)).toEqual([userId]);
    expect((await api.getUserMemberships({ userUuid: userId }))._unparsed).toBeFalsy();
    const updated = await api.updateTeam({
      teamId,
      body: { data: { type: 'team', attributes: { handle, name: handle, description: 'New' } } },
    });
    expect(updated.data?.attributes.summary).toBe('New');
    await api.deleteTeamMembership({ teamId, userId });
    await api.deleteTeam({ teamId });
    await expect(api.getTeam({ teamId })).rejects.toMatchObject({ code: 404 });
  });
});
