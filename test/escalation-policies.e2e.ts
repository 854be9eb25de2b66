import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import { EscalationPoliciesReader } from '../src/features/escalation-policies/index.js';
import type { OrgId, PolicyId } from '../src/kernel/index.js';
import { EngineUnitOfWork, UnitOfWork } from '../src/platform/database/index.js';

const PATH = '/api/v2/on-call/escalation-policies';
const NOWHERE = '00000000-0000-0000-0000-00000000dead';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const user = (id: string) => ({ id, type: 'users' });
const team = (id: string) => ({ id, type: 'teams' });
const admin = () => harness.org.adminHeaders;
const firstUser = () => harness.org.userIds[0] ?? '';
const secondUser = () => harness.org.userIds[1] ?? '';

interface StepInput {
  readonly id?: string;
  readonly targets: readonly object[];
  readonly [member: string]: unknown;
}

function policyBody(changes: object = {}, rest: object = {}) {
  const steps: StepInput[] = [{ targets: [user(firstUser())] }];
  return { data: { type: 'policies', attributes: { name: 'Payments', steps, ...changes }, ...rest } };
}

interface PolicyAnswer {
  readonly data: {
    readonly id: string;
    readonly attributes: Record<string, unknown>;
    readonly relationships: { readonly steps: { readonly data: readonly { id: string }[] } };
  };
  readonly included?: readonly { readonly type: string; readonly id: string; readonly attributes: object }[];
}

interface ErrorsAnswer {
  readonly errors: readonly { readonly title: string; readonly detail: string; readonly source?: object }[];
}

async function create(body: object = policyBody(), query = ''): Promise<PolicyAnswer> {
  const answer = await harness.request('POST', `${PATH}${query}`, { headers: admin(), body });
  expect(answer.status).toBe(201);
  expectContract('CreateOnCallEscalationPolicy', 201, answer.body);
  return answer.body as PolicyAnswer;
}

async function get(id: string, query = ''): Promise<PolicyAnswer> {
  const answer = await harness.request('GET', `${PATH}/${id}${query}`, { headers: admin() });
  expect(answer.status).toBe(200);
  expectContract('GetOnCallEscalationPolicy', 200, answer.body);
  return answer.body as PolicyAnswer;
}

const stepIds = (policy: PolicyAnswer) => policy.data.relationships.steps.data.map((step) => step.id);

describe('escalation policies › create and get', () => {
  it('answers what was asked for, and the same again', async () => {
    const created = await create(
      policyBody(
        {
          retries: 2,
          resolve_page_on_policy_end: true,
          steps: [
            {
              assignment: 'default',
              escalate_after_seconds: 60,
              targets: [user(firstUser()), team(harness.org.teamId)],
            },
            { escalate_after_seconds: 36_000, targets: [user(secondUser())] },
          ],
        },
        { relationships: { teams: { data: [team(harness.org.teamId)] } } },
      ),
    );
    expect(created.data.attributes).toEqual({
      name: 'Payments',
      retries: 2,
      resolve_page_on_policy_end: true,
      tags: [],
    });
    expect(stepIds(created)).toHaveLength(2);
    expect(created.data.relationships).toMatchObject({ teams: { data: [team(harness.org.teamId)] } });
    expect(created.included).toBeUndefined();
    expect(await get(created.data.id)).toEqual(created);
  });

  it('takes five minutes, no retries and an open page for what is absent', async () => {
    const created = await create(policyBody(), '?include=steps');
    expect(created.data.attributes).toMatchObject({ retries: 0, resolve_page_on_policy_end: false });
    expect(created.included).toEqual([
      expect.objectContaining({ attributes: { assignment: 'default', escalate_after_seconds: 300 } }),
    ]);
  });

  it('includes steps, then users, then teams', async () => {
    const targets = [team(harness.org.teamId), user(firstUser())];
    const { data } = await create(policyBody({ steps: [{ targets }] }));
    const { included } = await get(data.id, '?include=teams,steps.targets');
    expect(included?.map((each) => each.type)).toEqual(['steps', 'users', 'teams']);
    expect(included?.[1]).toMatchObject({ id: firstUser(), attributes: { status: 'active' } });
    expect(included?.[1]?.attributes).toHaveProperty('email');
  });

  it('shows an observer who is paged, not their e-mail', async () => {
    const { data } = await create();
    const answer = await harness.request('GET', `${PATH}/${data.id}?include=steps.targets`, {
      headers: harness.org.headersOf('observer'),
    });
    const users = (answer.body as PolicyAnswer).included?.filter((each) => each.type === 'users');
    expect(users).toEqual([{ type: 'users', id: firstUser(), attributes: { name: '', status: 'active' } }]);
  });

  it('notes whose name and e-mail were shown, and nothing where none was', async () => {
    const { data } = await create(policyBody({ steps: [{ targets: [user(firstUser()), user(secondUser())] }] }));
    const readings = () =>
      harness.database.query<{ actor_id: string; after: { user_ids: string[] } }>(
        `select a.actor_id, a.after from audit a
          where a.action = 'personal_data.read' and a.resource_type = 'escalation_policy' and a.resource_id = $1`,
        [data.id],
      );
    await get(data.id, '?include=steps,teams');
    const observer = harness.org.headersOf('observer');
    await harness.request('GET', `${PATH}/${data.id}?include=steps.targets`, { headers: observer });
    expect(await readings()).toEqual([]);
    await get(data.id, '?include=steps.targets');
    expect(await readings()).toEqual([
      {
        actor_id: harness.org.users.admin,
        after: { resource_ids: [data.id], user_ids: [firstUser(), secondUser()] },
      },
    ]);
  });
});

describe('escalation policies › update', () => {
  it('keeps the ids of steps that are sent, makes new ones, drops the rest', async () => {
    const targets = [user(firstUser())];
    const created = await create(policyBody({ retries: 3, steps: [{ targets }, { targets }] }));
    const [first, second] = stepIds(created);
    const body = policyBody(
      { name: 'Renamed', steps: [{ id: second, targets }, { targets }] },
      { id: created.data.id },
    );
    const answer = await harness.request('PUT', `${PATH}/${created.data.id}`, { headers: admin(), body });
    expect(answer.status).toBe(200);
    expectContract('UpdateOnCallEscalationPolicy', 200, answer.body);
    const updated = answer.body as PolicyAnswer;
    expect(updated.data.attributes).toMatchObject({ name: 'Renamed', retries: 0 });
    expect(stepIds(updated)[0]).toBe(second);
    expect(stepIds(updated)).toHaveLength(2);
    expect(stepIds(updated)).not.toContain(first);
    expect(await get(created.data.id)).toEqual(updated);
  });

  it('refuses the step of another policy and changes nothing', async () => {
    const [mine, other] = [await create(), await create()];
    const steps = [{ targets: [user(firstUser())] }, { id: stepIds(other)[0], targets: [user(firstUser())] }];
    const body = policyBody({ name: 'Stolen', steps }, { id: mine.data.id });
    const answer = await harness.request('PUT', `${PATH}/${mine.data.id}`, { headers: admin(), body });
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]?.source).toEqual({ pointer: '/data/attributes/steps/1/id' });
    expect(await get(mine.data.id)).toEqual(mine);
  });

  it.each([
    ['another id', NOWHERE],
    ['no id', undefined],
  ])('refuses a body with %s', async (_, id) => {
    const { data } = await create();
    const body = policyBody({}, id === undefined ? {} : { id });
    const answer = await harness.request('PUT', `${PATH}/${data.id}`, { headers: admin(), body });
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]?.source).toEqual({ pointer: '/data/id' });
  });
});

describe('escalation policies › delete', () => {
  it('removes the policy', async () => {
    const { data } = await create();
    const removed = await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() });
    expect(removed.status).toBe(204);
    const again = await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() });
    expect(again.status).toBe(404);
  });

  it('refuses while a routing rule leads to it, and names the rule', async () => {
    const { data } = await create();
    const rules = `/api/v2/on-call/teams/${harness.org.teamId}/routing-rules`;
    const body = { data: { type: 'team_routing_rules', attributes: { rules: [{ policy_id: data.id }] } } };
    const set = await harness.request('PUT', rules, { headers: admin(), body });
    const [rule] = (set.body as { data: { relationships: { rules: { data: { id: string }[] } } } }).data.relationships
      .rules.data;
    const refused = await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() });
    expect(refused.status).toBe(409);
    expect((refused.body as ErrorsAnswer).errors[0]?.detail).toContain(rule?.id);
    await harness.request('PUT', rules, { headers: admin(), body: { data: { type: 'team_routing_rules' } } });
    expect((await harness.request('DELETE', `${PATH}/${data.id}`, { headers: admin() })).status).toBe(204);
  });
});

describe('escalation policies › bad input', () => {
  const targets = () => [user(firstUser())];
  const withStep = (step: object) => policyBody({ steps: [{ targets: targets() }, { targets: targets(), ...step }] });
  const STEP = '/data/attributes/steps/1';
  const TARGET = `${STEP}/targets/0`;
  const schedule = () => ({ id: NOWHERE, type: 'schedules' });

  it.each<[string, () => object, string]>([
    ['a wrong type', () => ({ data: { ...policyBody().data, type: 'policy' } }), '/data/type'],
    ['an unknown attribute', () => policyBody({ colour: 'red' }), '/data/attributes/colour'],
    ['an empty name', () => policyBody({ name: '' }), '/data/attributes/name'],
    ['a name that is no text', () => policyBody({ name: 7 }), '/data/attributes/name'],
    ['retries of 11', () => policyBody({ retries: 11 }), '/data/attributes/retries'],
    ['retries as a text', () => policyBody({ retries: '1' }), '/data/attributes/retries'],
    [
      'a null flag',
      () => policyBody({ resolve_page_on_policy_end: null }),
      '/data/attributes/resolve_page_on_policy_end',
    ],
    ['no steps', () => policyBody({ steps: [] }), '/data/attributes/steps'],
    ['11 steps', () => policyBody({ steps: Array(11).fill({ targets: targets() }) }), '/data/attributes/steps'],
    ['1,001 steps', () => policyBody({ steps: Array(1001).fill({ targets: targets() }) }), '/data/attributes/steps'],
    ['a list for a step', () => policyBody({ steps: [[]] }), '/data/attributes/steps'],
    ['null for a step', () => policyBody({ steps: [null] }), '/data/attributes/steps'],
    ['a list for a target', () => withStep({ targets: [[]] }), `${STEP}/targets`],
    ['a delay of 59 s', () => withStep({ escalate_after_seconds: 59 }), `${STEP}/escalate_after_seconds`],
    ['a delay of 36,001 s', () => withStep({ escalate_after_seconds: 36_001 }), `${STEP}/escalate_after_seconds`],
    ['a delay of 60.5 s', () => withStep({ escalate_after_seconds: 60.5 }), `${STEP}/escalate_after_seconds`],
    ['an unknown assignment', () => withStep({ assignment: 'random' }), `${STEP}/assignment`],
    ['a step id in a create', () => withStep({ id: NOWHERE }), `${STEP}/id`],
    ['a step without targets', () => withStep({ targets: [] }), `${STEP}/targets`],
    ['101 targets', () => withStep({ targets: Array(101).fill(user(firstUser())) }), `${STEP}/targets`],
    ['an unknown schedule', () => withStep({ targets: [schedule()] }), `${TARGET}/id`],
    [
      'an unknown position',
      () => withStep({ targets: [{ ...schedule(), config: { schedule: { position: 'second' } } }] }),
      `${TARGET}/config/schedule/position`,
    ],
    [
      'a position of a user',
      () => withStep({ targets: [{ ...user(firstUser()), config: { schedule: { position: 'next' } } }] }),
      `${TARGET}/config/schedule`,
    ],
    ['a target of another kind', () => withStep({ targets: [{ id: NOWHERE, type: 'robots' }] }), `${TARGET}/type`],
    ['a target without id', () => withStep({ targets: [{ type: 'users' }] }), `${TARGET}/id`],
    ['an id that is no UUID', () => withStep({ targets: [user('jane')] }), `${TARGET}/id`],
    ['an unknown user', () => withStep({ targets: [user(NOWHERE)] }), `${TARGET}/id`],
    ['an unknown team', () => withStep({ targets: [team(NOWHERE)] }), `${TARGET}/id`],
    ['a user given as a team', () => withStep({ targets: [team(firstUser())] }), `${TARGET}/id`],
    ['a foreign user', () => withStep({ targets: [user(harness.otherOrg.userIds[0] ?? '')] }), `${TARGET}/id`],
    ['a foreign team', () => withStep({ targets: [team(harness.otherOrg.teamId)] }), `${TARGET}/id`],
    [
      'a foreign owner',
      () => policyBody({}, { relationships: { teams: { data: [team(harness.otherOrg.teamId)] } } }),
      '/data/relationships/teams/data/0/id',
    ],
  ])('refuses %s', async (_, body, pointer) => {
    const answer = await harness.request('POST', PATH, { headers: admin(), body: body() });
    expect(answer.status).toBe(400);
    const sources = (answer.body as ErrorsAnswer).errors.map((error) => error.source);
    expect(sources).toEqual([{ pointer }]);
  });

  it('refuses a disabled user', async () => {
    const leaver = harness.org.users.observer;
    await harness.database.query(
      `update users set status = 'Disabled', disabled_at = clock_timestamp() where org_id = $1 and id = $2`,
      [harness.org.orgId, leaver],
    );
    const answer = await harness.request('POST', PATH, {
      headers: admin(),
      body: withStep({ targets: [user(leaver)] }),
    });
    await harness.database.query(
      `update users set status = 'Active', disabled_at = null where org_id = $1 and id = $2`,
      [harness.org.orgId, leaver],
    );
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]).toMatchObject({
      detail: `${TARGET}/id is not an active user of this organization`,
      source: { pointer: `${TARGET}/id` },
    });
  });

  it('refuses an unknown inclusion', async () => {
    const { data } = await create();
    const answer = await harness.request('GET', `${PATH}/${data.id}?include=steps,layers`, { headers: admin() });
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]?.source).toEqual({ parameter: 'include' });
  });

  it('refuses a path id that is no UUID', async () => {
    const answer = await harness.request('GET', `${PATH}/payments`, { headers: admin() });
    expect(answer.status).toBe(400);
    expect((answer.body as ErrorsAnswer).errors[0]?.detail).toBe(
      'invalid parameter "policy_id" in "path"; expected type "uuid"',
    );
  });
});

describe('escalation policies › whose they are', () => {
  it('answers a foreign id as a missing one, for every operation', async () => {
    const { data } = await create();
    const headers = harness.otherOrg.adminHeaders;
    const steps = [{ targets: [user(harness.otherOrg.userIds[0] ?? '')] }];
    for (const id of [data.id, NOWHERE]) {
      const expected = {
        errors: [{ status: '404', title: 'Generic Error', detail: `escalation_policy[${id}] not found` }],
      };
      const put = { headers, body: policyBody({ steps }, { id }) };
      for (const answer of [
        await harness.request('GET', `${PATH}/${id}`, { headers }),
        await harness.request('PUT', `${PATH}/${id}`, put),
        await harness.request('DELETE', `${PATH}/${id}`, { headers }),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body).toEqual(expected);
      }
    }
    expect(await get(data.id)).toMatchObject({ data: { id: data.id } });
  });

  it.each([
    ['observer', 200, 403],
    ['responder', 200, 403],
    ['manager', 200, 201],
  ] as const)('lets a %s read (%i) and write (%i)', async (role, read, write) => {
    const { data } = await create();
    const headers = harness.org.headersOf(role);
    expect((await harness.request('GET', `${PATH}/${data.id}`, { headers })).status).toBe(read);
    expect((await harness.request('POST', PATH, { headers, body: policyBody() })).status).toBe(write);
  });
});

describe('escalation policies › what is kept', () => {
  it('records who did what, with before and after', async () => {
    const { data } = await create();
    const path = `${PATH}/${data.id}`;
    await harness.request('PUT', path, { headers: admin(), body: policyBody({ name: 'Renamed' }, { id: data.id }) });
    await harness.request('DELETE', path, { headers: admin() });
    const rows = await harness.database.query(
      `select a.action, a.actor_id, a.before ->> 'name' as before, a.after ->> 'name' as after
         from audit a where a.org_id = $1 and a.resource_type = 'escalation_policy' and a.resource_id = $2 order by a.id`,
      [harness.org.orgId, data.id],
    );
    const actor_id = harness.org.users.admin;
    expect(rows).toEqual([
      { action: 'escalation_policy.created', actor_id, before: null, after: 'Payments' },
      { action: 'escalation_policy.updated', actor_id, before: 'Payments', after: 'Renamed' },
      { action: 'escalation_policy.deleted', actor_id, before: 'Renamed', after: null },
    ]);
  });

  it('is copied for a running escalation, for the organization that owns it only', async () => {
    const targets = [user(firstUser()), team(harness.org.teamId)];
    const created = await create(policyBody({ retries: 1, steps: [{ targets }, { targets: [user(secondUser())] }] }));
    const id = created.data.id as PolicyId;
    const [first, second] = stepIds(created);
    const reader = harness.app.get(EscalationPoliciesReader, { strict: false });
    const expected = {
      id,
      name: 'Payments',
      retries: 1,
      resolvePageOnPolicyEnd: false,
      steps: [
        {
          id: first,
          assignment: 'default',
          escalateAfterSeconds: 300,
          targets: [
            { kind: 'user', id: firstUser() },
            { kind: 'team', id: harness.org.teamId },
          ],
        },
        { id: second, assignment: 'default', escalateAfterSeconds: 300, targets: [{ kind: 'user', id: secondUser() }] },
      ],
    };
    const [org, other] = [harness.org.orgId as OrgId, harness.otherOrg.orgId as OrgId];
    const app = harness.app.get(UnitOfWork);
    const engine = harness.app.get(EngineUnitOfWork);
    expect(await app.read(org, (tx) => reader.snapshot(tx, org, id))).toEqual(expected);
    expect(await app.read(other, (tx) => reader.snapshot(tx, org, id))).toBeUndefined();
    expect(await engine.run((tx) => reader.snapshot(tx, org, id))).toEqual(expected);
    expect(await engine.run((tx) => reader.snapshot(tx, other, id))).toBeUndefined();
  });
});

describe('escalation policies › official client', () => {
  it('creates, reads, updates and deletes', async () => {
    const { adminHeaders } = harness.org;
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(harness.url, {}),
      authMethods: {
        apiKeyAuth: adminHeaders['dd-api-key'] ?? '',
        appKeyAuth: adminHeaders['dd-application-key'] ?? '',
      },
    });
    const api = new v2.OnCallApi(configuration);
    const attributes = {
      name: 'By the client',
      retries: 1,
      steps: [{ escalateAfterSeconds: 120, targets: [{ id: firstUser(), type: 'users' as const }] }],
    };
    const created = await api.createOnCallEscalationPolicy({
      body: { data: { type: 'policies', attributes } },
      include: 'steps.targets',
    });
    const policyId = created.data?.id ?? '';
    expect(created._unparsed).toBeFalsy();
    const got = await api.getOnCallEscalationPolicy({ policyId });
    expect(got.data?.attributes).toMatchObject({ name: 'By the client', retries: 1, resolvePageOnPolicyEnd: false });
    const updated = await api.updateOnCallEscalationPolicy({
      policyId,
      body: { data: { type: 'policies', id: policyId, attributes: { ...attributes, name: 'Renamed' } } },
    });
    expect(updated.data?.attributes?.name).toBe('Renamed');
    await api.deleteOnCallEscalationPolicy({ policyId });
    await expect(api.getOnCallEscalationPolicy({ policyId })).rejects.toMatchObject({ code: 404 });
  });
});
