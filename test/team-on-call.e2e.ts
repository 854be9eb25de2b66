import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import { routeTeam } from './support/paging.js';
import { setRules } from './support/routing.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const path = (teamId = harness.org.teamId) => `/api/v2/on-call/teams/${teamId}/on-call`;

async function get(include = '', headers = harness.org.adminHeaders) {
  const query = include === '' ? '' : `?include=${include}`;
  const answer = await harness.request('GET', `${path()}${query}`, { headers });
  expect(answer).toMatchObject({ status: 200 });
  expectContract('GetTeamOnCallUsers', 200, answer.body);
  return answer.body;
}

const user = (id: string) => ({ type: 'users', id });

describe('who is on call for a team', () => {
  it('is the first step in responders and the later ones in escalations', async () => {
    const { responder, manager, admin } = harness.org.users;
    await routeTeam(harness, {
      steps: [{ users: [responder, manager] }, { users: [admin], teams: [harness.org.teamId] }, { users: [responder] }],
    });
    const { data, included } = await get();
    expect(included).toBeUndefined();
    expect(data).toEqual({
      type: 'team_oncall_responders',
      id: expect.stringMatching(new RegExp(`^${harness.org.teamId}-\\d{10}$`)),
      relationships: {
        responders: { data: [user(responder), user(manager)] },
        escalations: {
          data: [
            { type: 'escalation_policy_steps', id: expect.any(String) },
            { type: 'escalation_policy_steps', id: expect.any(String) },
          ],
        },
      },
    });
    const withResponders = await get('responders');
    expect(withResponders.included.map(({ id }: { id: string }) => id)).toEqual([responder, manager]);
    expect(withResponders.included[0]).toMatchObject({
      type: 'users',
      attributes: { email: expect.stringContaining('@'), name: expect.any(String), status: 'active' },
    });
    const [second, third] = data.relationships.escalations.data;
    const withSteps = await get('escalations');
    expect(withSteps.included).toMatchObject([
      { ...second, relationships: { responders: { data: expect.arrayContaining([user(admin)]) } } },
      { ...third, relationships: { responders: { data: [user(responder)] } } },
    ]);
    const all = await get('responders,escalations.responders');
    const ids = all.included.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([responder, manager, admin, second.id, third.id]));
  });

  it('follows a schedule', async () => {
    const { responder } = harness.org.users;
    const layer = {
      name: 'All',
      effective_date: '2020-01-01T00:00:00Z',
      rotation_start: '2020-01-01T00:00:00Z',
      interval: { days: 7 },
      members: [{ user: { id: responder } }],
    };
    const schedule = await harness.request('POST', '/api/v2/on-call/schedules', {
      body: { data: { type: 'schedules', attributes: { name: 'Primary', time_zone: 'UTC', layers: [layer] } } },
    });
    expect(schedule).toMatchObject({ status: 201 });
    const policy = await harness.request('POST', '/api/v2/on-call/escalation-policies', {
      body: {
        data: {
          type: 'policies',
          attributes: { name: 'By schedule', steps: [{ targets: [{ type: 'schedules', id: schedule.body.data.id }] }] },
        },
      },
    });
    expect(policy).toMatchObject({ status: 201 });
    await setRules(harness, [{ query: 'service:other' }, { policy_id: policy.body.data.id }]);
    const { data } = await get();
    expect(data.relationships).toEqual({ responders: { data: [user(responder)] }, escalations: { data: [] } });
  });

  it('is nobody without rules, or with a fallback that leads nowhere', async () => {
    for (const rules of [[], [{}]]) {
      await setRules(harness, rules);
      const { data, included } = await get('responders,escalations');
      expect(data.relationships).toEqual({ responders: { data: [] }, escalations: { data: [] } });
      expect(included).toEqual([]);
    }
  });

  it('shows an observer who it is, but no name', async () => {
    await routeTeam(harness, { steps: [{ users: [harness.org.users.responder] }] });
    const { included } = await get('responders', harness.org.headersOf('observer'));
    expect(included).toEqual([{ ...user(harness.org.users.responder), attributes: { name: '', status: 'active' } }]);
  });

  it('hides the teams of other organizations, and refuses an unknown inclusion', async () => {
    const foreign = await harness.request('GET', path(), { headers: harness.otherOrg.adminHeaders });
    const missing = await harness.request('GET', path('00000000-0000-0000-0000-00000000dead'));
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect((await harness.request('GET', `${path()}?include=users`)).status).toBe(400);
  });

  it('is read by the official client', async () => {
    const { adminHeaders, teamId, users } = harness.org;
    await routeTeam(harness, { steps: [{ users: [users.responder] }, { users: [users.manager] }] });
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(harness.url, {}),
      authMethods: {
        apiKeyAuth: adminHeaders['dd-api-key'] ?? '',
        appKeyAuth: adminHeaders['dd-application-key'] ?? '',
      },
    });
    const api = new v2.OnCallApi(configuration);
    const answer = await api.getTeamOnCallUsers({ teamId, include: 'responders,escalations.responders' });
    expect(answer._unparsed).toBeFalsy();
    expect(answer.data?.relationships?.responders?.data).toEqual([expect.objectContaining(user(users.responder))]);
    expect(answer.included).toHaveLength(3);
    expect(answer.included?.some((each) => '_unparsed' in each && each._unparsed)).toBe(false);
  });
});
