import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import { RoutingReader } from '../src/features/routing/index.js';
import type { OrgId, TeamId } from '../src/kernel/index.js';
import { EngineUnitOfWork } from '../src/platform/database/index.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
let policyId: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  policyId = await createPolicy(harness.org);
});
afterAll(() => harness.stop());

beforeEach(async () => {
  expect((await set([])).status).toBe(200);
});

async function createPolicy(org: Harness['org']): Promise<string> {
  const steps = [{ targets: [{ id: org.userIds[0], type: 'users' }] }];
  const body = { data: { type: 'policies', attributes: { name: 'Payments', steps } } };
  const answer = await harness.request('POST', '/api/v2/on-call/escalation-policies', {
    headers: org.adminHeaders,
    body,
  });
  return (answer.body as { data: { id: string } }).data.id;
}

const span = { start_day: 'monday', start_time: '09:00:00', end_day: 'friday', end_time: '17:00:00' };
const hours = { time_zone: 'Europe/Berlin', restrictions: [span] };

const path = (teamId = harness.org.teamId) => `/api/v2/on-call/teams/${teamId}/routing-rules`;
const admin = () => harness.org.adminHeaders;

interface RulesAnswer {
  readonly data: {
    readonly id: string;
    readonly relationships: { readonly rules: { readonly data: readonly { id: string }[] } };
  };
  readonly included?: readonly { readonly id: string; readonly attributes: object; readonly relationships?: object }[];
}

interface ErrorsAnswer {
  readonly errors: readonly { readonly detail: string; readonly source?: object }[];
}

async function set(rules: readonly object[], query = '?include=rules') {
  const body = { data: { type: 'team_routing_rules', id: harness.org.teamId, attributes: { rules } } };
  const answer = await harness.request('PUT', `${path()}${query}`, { headers: admin(), body });
  if (answer.status === 200) expectContract('SetOnCallTeamRoutingRules', 200, answer.body);
  return { status: answer.status, body: answer.body as RulesAnswer };
}

async function get(query = '?include=rules'): Promise<RulesAnswer> {
  const answer = await harness.request('GET', `${path()}${query}`, { headers: admin() });
  expect(answer.status).toBe(200);
  expectContract('GetOnCallTeamRoutingRules', 200, answer.body);
  return answer.body as RulesAnswer;
}

const ruleIds = (answer: RulesAnswer) => answer.data.relationships.rules.data.map((rule) => rule.id);

describe('routing rules › set and get', () => {
  it('answers an empty list for a team without rules', async () => {
    const data = { type: 'team_routing_rules', id: harness.org.teamId, relationships: { rules: { data: [] } } };
    expect(await get('')).toEqual({ data });
    expect(await get()).toEqual({ data, included: [] });
  });

  it.each<[string, () => object]>([
    ['the older form', () => ({ query: '', policy_id: policyId, urgency: 'high' })],
    [
      'an action',
      () => ({ query: '', actions: [{ type: 'escalation_policy', policy_id: policyId, urgency: 'high' }] }),
    ],
    [
      'the older form with nulls',
      () => ({ policy_id: policyId, urgency: 'high', actions: null, time_restriction: null }),
    ],
  ])('answers %s as an action and mirrors it', async (_, rule) => {
    const { body, status } = await set([rule()]);
    expect(status).toBe(200);
    expect(body.included).toEqual([
      {
        type: 'team_routing_rules',
        id: ruleIds(body)[0],
        attributes: {
          query: '',
          actions: [{ type: 'escalation_policy', policy_id: policyId, urgency: 'high' }],
          urgency: 'high',
        },
        relationships: { policy: { data: { type: 'policies', id: policyId } } },
      },
    ]);
    expect(await get()).toEqual(body);
    expect(await get('?include=rules.policy')).toEqual(body);
    expect((await get('')).included).toBeUndefined();
  });

  it('answers a rule without policy with neither urgency nor relationships', async () => {
    const { body } = await set([{ query: '' }]);
    expect(body.included).toEqual([
      { type: 'team_routing_rules', id: ruleIds(body)[0], attributes: { query: '', actions: [] } },
    ]);
  });

  it('takes back what it answered, under the same id', async () => {
    const first = await set([{ policy_id: policyId, urgency: 'low' }]);
    const [rule] = first.body.included ?? [];
    const second = await set([{ id: rule?.id, ...rule?.attributes }]);
    expect(second).toEqual(first);
  });

  it('makes a new rule when no id is sent', async () => {
    const first = await set([{ policy_id: policyId }]);
    const second = await set([{ policy_id: policyId }]);
    expect(ruleIds(second.body)).toHaveLength(1);
    expect(ruleIds(second.body)).not.toEqual(ruleIds(first.body));
  });

  it.each<[string, object]>([
    ['without attributes', {}],
    ['with empty attributes', { attributes: {} }],
    ['with an empty list', { attributes: { rules: [] } }],
  ])('clears the list by a body %s', async (_, rest) => {
    await set([{ policy_id: policyId }]);
    const body = { data: { type: 'team_routing_rules', id: harness.org.teamId, ...rest } };
    expect((await harness.request('PUT', path(), { headers: admin(), body })).status).toBe(200);
    expect(ruleIds(await get())).toEqual([]);
  });

  it('leaves one whole list when many write at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => set([{ policy_id: policyId }])));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect(ruleIds(await get())).toHaveLength(1);
  });
});

describe('routing rules › in depth', () => {
  it('takes all that the contract has, in order, and answers it', async () => {
    const slack = { type: 'send_slack_message', workspace: 'W1', channel: 'C1' };
    const teams = { type: 'send_teams_message', tenant: 't', team: 'g', channel: 'c' };
    const workflow = { type: 'workflow', handle: 'restart-checkout' };
    const escalation = {
      type: 'escalation_policy',
      policy_id: policyId,
      urgency: 'dynamic',
      ack_timeout_minutes: 30,
      support_hours: hours,
    };
    const threshold = { occurrences: 3, minutes: 10 };
    const rules = [
      { query: 'tags.service:test', time_restriction: { ...hours, time_zone: '' }, actions: [slack], urgency: 'low' },
      { query: 'tag:env:prod -service:legacy', actions: [slack, teams, workflow, escalation], threshold },
      { query: '', time_restriction: hours, actions: [] },
      { query: '', policy_id: policyId, urgency: 'low', actions: [slack] },
    ];
    const { status, body } = await set(rules);
    expect(status).toBe(200);
    expect(body.included?.map((rule) => rule.attributes)).toEqual([
      rules[0],
      { ...rules[1], urgency: 'dynamic' },
      rules[2],
      {
        query: '',
        urgency: 'low',
        actions: [slack, { type: 'escalation_policy', policy_id: policyId, urgency: 'low' }],
      },
    ]);
    expect(body.included?.map((rule) => rule.relationships)).toEqual([
      undefined,
      { policy: { data: { type: 'policies', id: policyId } } },
      undefined,
      { policy: { data: { type: 'policies', id: policyId } } },
    ]);
    expect(await get()).toEqual(body);
    const again = await set((body.included ?? []).map((rule) => ({ id: rule.id, ...rule.attributes })));
    expect(again.body).toEqual(body);
  });

  it('says at which position a query is wrong', async () => {
    const { status, body } = await set([{ query: 'service:checkout colour:red' }, {}]);
    expect(status).toBe(400);
    const [error] = (body as unknown as ErrorsAnswer).errors;
    expect(error?.detail).toContain('unknown field "colour" at position 17');
  });

  it('takes 100 rules', async () => {
    const rules = Array.from({ length: 99 }, (_, n) => ({ query: `service:s${n} tag:env:prod`, policy_id: policyId }));
    const { status, body } = await set([...rules, { policy_id: policyId }]);
    expect(status).toBe(200);
    expect(ruleIds(body)).toHaveLength(100);
  });
});

describe('routing rules › bad input', () => {
  const RULE = '/data/attributes/rules/0';
  const action = (rest: object = {}) => ({ actions: [{ type: 'escalation_policy', policy_id: policyId, ...rest }] });

  it.each<[string, () => object[], string]>([
    ['a last rule with a query', () => [{ query: 'service:a' }], `${RULE}/query`],
    ['a last rule with hours', () => [{ query: '', time_restriction: hours }], `${RULE}/time_restriction`],
    ['a rule that hides the fallback', () => [{ query: '' }, { query: '' }], `${RULE}/query`],
    ['a query that cannot be read', () => [{ query: 'service:(a' }, { query: '' }], `${RULE}/query`],
    ['an unknown field', () => [{ query: 'colour:red' }, { query: '' }], `${RULE}/query`],
    ['an unknown urgency', () => [{ policy_id: policyId, urgency: 'panic' }], `${RULE}/urgency`],
    [
      'hours in no zone',
      () => [{ query: 'a', time_restriction: { ...hours, time_zone: 'Mars/Olympus' } }, { query: '' }],
      `${RULE}/time_restriction/time_zone`,
    ],
    [
      'hours of no day',
      () => [{ query: 'a', time_restriction: { ...hours, restrictions: [{ ...span, end_day: 'someday' }] } }, {}],
      `${RULE}/time_restriction/restrictions/0/end_day`,
    ],
    [
      'hours that never open',
      () => [
        action({ support_hours: { ...hours, restrictions: [{ ...span, end_day: 'monday', end_time: '09:00' }] } }),
      ],
      `${RULE}/actions/0/support_hours/restrictions/0`,
    ],
    [
      'support hours beside a time restriction',
      () => [{ query: 'a', time_restriction: hours, ...action({ support_hours: hours }) }, {}],
      `${RULE}/time_restriction`,
    ],
    [
      'an acknowledge timeout of no time',
      () => [action({ ack_timeout_minutes: 0 })],
      `${RULE}/actions/0/ack_timeout_minutes`,
    ],
    [
      'a threshold of one',
      () => [{ policy_id: policyId, threshold: { occurrences: 1, minutes: 5 } }],
      `${RULE}/threshold/occurrences`,
    ],
    ['a threshold without a policy', () => [{ threshold: { occurrences: 2, minutes: 5 } }], `${RULE}/threshold`],
    [
      'a Slack message to no channel',
      () => [{ actions: [{ type: 'send_slack_message', workspace: 'w' }] }],
      `${RULE}/actions/0/channel`,
    ],
    [
      'a workflow with a channel',
      () => [{ actions: [{ type: 'workflow', handle: 'h', channel: 'c' }] }],
      `${RULE}/actions/0/channel`,
    ],
    ['two escalations', () => [{ actions: [...action().actions, ...action().actions] }], `${RULE}/actions/1`],
    ['an unknown action', () => [{ actions: [{ type: 'dance' }] }], `${RULE}/actions/0/type`],
    ['an unknown policy', () => [{ policy_id: NOWHERE }], `${RULE}/policy_id`],
    ['an unknown policy in an action', () => [action({ policy_id: NOWHERE })], `${RULE}/policy_id`],
    ['an unknown rule id', () => [{ id: NOWHERE, policy_id: policyId }], `${RULE}/id`],
    ['an unknown attribute', () => [{ policy_id: policyId, colour: 'red' }], `${RULE}/colour`],
    ['a rule that is no object', () => ['rule' as unknown as object], '/data/attributes/rules'],
    ['a list for a rule', () => [[]], '/data/attributes/rules'],
    ['a list for an action', () => [{ actions: [[]] }], `${RULE}/actions`],
    ['101 rules', () => Array<object>(101).fill({ query: '' }), '/data/attributes/rules'],
  ])('refuses %s and keeps the list', async (_, rules, pointer) => {
    const before = await set([{ policy_id: policyId, urgency: 'low' }]);
    const answer = await set(rules());
    expect(answer.status).toBe(400);
    const sources = (answer.body as unknown as ErrorsAnswer).errors.map((error) => error.source);
    expect(sources).toEqual([{ pointer }]);
    expect(await get()).toEqual(before.body);
  });

  it('refuses the policy of another organization as an unknown one', async () => {
    const foreign = await createPolicy(harness.otherOrg);
    const [refused, unknown] = [await set([{ policy_id: foreign }]), await set([{ policy_id: NOWHERE }])];
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual(unknown.body);
  });

  it('refuses a body that names another team', async () => {
    const body = { data: { type: 'team_routing_rules', id: NOWHERE } };
    const answer = await harness.request('PUT', path(), { headers: admin(), body });
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]?.source).toEqual({ pointer: '/data/id' });
  });

  it('refuses an unknown inclusion', async () => {
    const answer = await harness.request('GET', `${path()}?include=policies`, { headers: admin() });
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]?.source).toEqual({ parameter: 'include' });
  });
});

describe('routing rules › whose they are', () => {
  it('answers a foreign team as a missing one', async () => {
    await set([{ policy_id: policyId }]);
    const headers = harness.otherOrg.adminHeaders;
    const answers = [];
    for (const teamId of [harness.org.teamId, NOWHERE]) {
      const body = { data: { type: 'team_routing_rules', id: teamId } };
      answers.push(await harness.request('GET', path(teamId), { headers }));
      answers.push(await harness.request('PUT', path(teamId), { headers, body }));
    }
    const bodies = answers.map((answer) => JSON.stringify(answer.body));
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404]);
    expect(new Set(bodies).size).toBe(1);
    expect(ruleIds(await get())).toHaveLength(1);
  });

  it.each([
    ['observer', 403],
    ['responder', 403],
    ['manager', 200],
  ] as const)('lets a %s read, and write with %i', async (role, write) => {
    const headers = harness.org.headersOf(role);
    const body = { data: { type: 'team_routing_rules' } };
    expect((await harness.request('GET', path(), { headers })).status).toBe(200);
    expect((await harness.request('PUT', path(), { headers, body })).status).toBe(write);
  });
});

describe('routing rules › what page creation reads', () => {
  const read = async (orgId = harness.org.orgId) => {
    const reader = harness.app.get(RoutingReader, { strict: false });
    const [org, team] = [orgId as OrgId, harness.org.teamId as TeamId];
    return harness.app.get(EngineUnitOfWork).run(async (tx) => ({
      route: await reader.route(tx, org, team),
      policyFor: await reader.policyFor(tx, org, team),
    }));
  };

  it('is the rule with the copy of its policy', async () => {
    const { body } = await set([{ policy_id: policyId, urgency: 'low' }]);
    const [ruleId] = ruleIds(body);
    expect(await read()).toEqual({
      route: { ruleId, policyId, urgency: 'low' },
      policyFor: {
        ruleId,
        urgency: 'low',
        policy: {
          id: policyId,
          name: 'Payments',
          retries: 0,
          resolvePageOnPolicyEnd: false,
          steps: [
            {
              id: expect.any(String),
              assignment: 'default',
              escalateAfterSeconds: 300,
              targets: [{ kind: 'user', id: harness.org.userIds[0] }],
            },
          ],
        },
      },
    });
  });

  it('is the bare rule when it leads nowhere', async () => {
    const [ruleId] = ruleIds((await set([{}])).body);
    expect(await read()).toEqual({ route: { ruleId }, policyFor: { ruleId } });
  });

  it('is nothing without rules, and for another organization', async () => {
    expect(await read()).toEqual({ route: undefined, policyFor: undefined });
    await set([{ policy_id: policyId }]);
    expect(await read(harness.otherOrg.orgId)).toEqual({ route: undefined, policyFor: undefined });
  });

  it('records who replaced the list, with before and after', async () => {
    await set([{ policy_id: policyId }]);
    const [row] = await harness.database.query(
      `select a.action, a.actor_id, a.before, a.after from audit a
        where a.org_id = $1 and a.resource_id = $2 order by a.id desc limit 1`,
      [harness.org.orgId, harness.org.teamId],
    );
    expect(row).toMatchObject({
      action: 'team_routing_rules.replaced',
      actor_id: harness.org.users.admin,
      before: { rules: [] },
      after: { rules: [{ query: '', route: { kind: 'policy', policyId } }] },
    });
  });
});

describe('routing rules › official client', () => {
  it('sets and gets', async () => {
    const { adminHeaders, teamId } = harness.org;
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(harness.url, {}),
      authMethods: {
        apiKeyAuth: adminHeaders['dd-api-key'] ?? '',
        appKeyAuth: adminHeaders['dd-application-key'] ?? '',
      },
    });
    const api = new v2.OnCallApi(configuration);
    const restriction = { startDay: 'monday', startTime: '09:00:00', endDay: 'monday', endTime: '17:00:00' } as const;
    const rules: v2.TeamRoutingRulesRequestRule[] = [
      {
        query: 'tags.service:test',
        timeRestriction: { timeZone: '', restrictions: [restriction] },
        actions: [{ type: 'send_slack_message', channel: 'channel', workspace: 'workspace' }],
      },
      { query: '', policyId, urgency: 'low' },
    ];
    const answer = await api.setOnCallTeamRoutingRules({
      teamId,
      body: { data: { type: 'team_routing_rules', id: teamId, attributes: { rules } } },
      include: 'rules',
    });
    expect(answer._unparsed).toBeFalsy();
    expect(answer.included?.[0]).toMatchObject({
      attributes: {
        timeRestriction: { timeZone: '', restrictions: [restriction] },
        actions: [{ type: 'send_slack_message', channel: 'channel', workspace: 'workspace' }],
      },
    });
    expect(answer.included?.[1]).toMatchObject({
      attributes: { urgency: 'low', actions: [{ type: 'escalation_policy', policyId, urgency: 'low' }] },
    });
    const got = await api.getOnCallTeamRoutingRules({ teamId });
    expect(got.data?.relationships?.rules?.data).toHaveLength(2);
  });
});
