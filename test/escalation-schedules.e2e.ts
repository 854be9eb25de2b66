import { client, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectContract } from './support/contract.js';
import { startHarness, type Harness } from './support/harness.js';
import { inboxOf, makeSchedule, routeTeam, story, trigger } from './support/paging.js';

const POLICIES = '/api/v2/on-call/escalation-policies';

let harness: Harness;
let [ada, grace, ken]: [string, string, string] = ['', '', ''];
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  [ada, grace, ken] = [harness.org.users.admin, harness.org.users.manager, harness.org.users.responder];
});
afterAll(() => harness.stop());

const layerOf = async (schedule: string) =>
  (
    await harness.database.query<{ id: string }>('select l.id from schedule_layers l where l.schedule_id = $1', [
      schedule,
    ])
  )[0]?.id;

const kinds = async (id: string) => (await story(harness, id)).map((told) => told.type);

describe('a step whose target is a schedule', () => {
  it.each([
    ['current', () => ada],
    ['next', () => grace],
    ['previous', () => ken],
  ] as const)('notifies who has the %s turn, and says through which layer', async (position, expected) => {
    const schedule = await makeSchedule(harness, [ken, ada, grace]);
    await harness.fastForward('1 hour');
    await routeTeam(harness, { steps: [{ schedules: [{ id: schedule, position }] }] });
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([expected()]);
    const step = (await story(harness, id)).find((told) => told.type === 'page.escalated');
    expect(step?.data.found).toEqual([
      { user_id: expected(), schedule_id: schedule, position, layer_id: await layerOf(schedule) },
    ]);
  });

  it('is asked when the step is executed, not when the page is triggered', async () => {
    const schedule = await makeSchedule(harness, [ada, grace]);
    await routeTeam(harness, { steps: [{ after: 3600, users: [ken] }, { schedules: [{ id: schedule }] }] });
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('1 hour 1 second');
    expect(await inboxOf(harness, id)).toEqual([ken, grace]);
  });

  it('takes who replaces them by an override, and names the override', async () => {
    const schedule = await makeSchedule(harness, [ada]);
    const [override] = await harness.database.query<{ id: string }>(
      `insert into schedule_overrides (org_id, id, schedule_id, user_id, starts_at, ends_at, created_at,
              modified_at, created_by)
       select $1, gen_random_uuid(), $2, $3, c.at - interval '1 minute', c.at + interval '10 minutes', c.at, c.at, $4
         from (select test_clock.clock_timestamp() as at) c returning id`,
      [harness.org.orgId, schedule, grace, ada],
    );
    await routeTeam(harness, { steps: [{ schedules: [{ id: schedule }] }] });
    const during = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, during)).toEqual([grace]);
    const step = (await story(harness, during)).find((told) => told.type === 'page.escalated');
    expect(step?.data.found).toMatchObject([{ user_id: grace, override_id: override?.id }]);
    await harness.fastForward('11 minutes');
    const after = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, after)).toEqual([ada]);
  });

  it('goes on to the next step at once when nobody is on call, and says so', async () => {
    const empty = await makeSchedule(harness, [undefined]);
    await routeTeam(harness, { steps: [{ after: 3600, schedules: [{ id: empty }] }, { users: [ken] }] });
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ken]);
    const skipped = (await story(harness, id)).find((told) => told.type === 'page.step_empty');
    expect(skipped?.data).toMatchObject({
      step: 1,
      skipped: [{ schedule_id: empty, position: 'current', reason: 'nobody_on_call' }],
    });
  });

  it('is told in plain words, with names for those who may see them', async () => {
    const schedule = await makeSchedule(harness, [ada]);
    await routeTeam(harness, { steps: [{ schedules: [{ id: schedule }] }] });
    const id = await trigger(harness);
    await harness.settle();
    const textFor = async (role: 'admin' | 'observer') => {
      const path = `/api/unstable/on-call/pages/${id}/timeline`;
      const answer = await harness.request('GET', path, { headers: harness.org.headersOf(role) });
      const cells = answer.body.data as { attributes: { type: string; text: string } }[];
      return cells.find((cell) => cell.attributes.type === 'page.escalated')?.attributes.text;
    };
    const rest = ` (current on call in schedule schedule of a test, by layer ${String(await layerOf(schedule))})`;
    expect(await textFor('admin')).toBe(`Step 1 notified ${harness.org.names.admin}${rest}`);
    expect(await textFor('observer')).toBe(`Step 1 notified a responder${rest}`);
  });

  it('notifies a person once who is on call in two schedules', async () => {
    const schedules = [{ id: await makeSchedule(harness, [ada]) }, { id: await makeSchedule(harness, [ada]) }];
    await routeTeam(harness, { steps: [{ schedules, users: [ada] }] });
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([ada]);
  });

  it('does not stop other pages with missing users, empty steps and empty schedules', async () => {
    const empty = await makeSchedule(harness, [undefined]);
    const broken = await routeTeam(harness, { steps: [{ schedules: [{ id: empty }] }] });
    const brokenPage = await trigger(harness);
    await routeTeam(harness, { steps: [{ users: [ken] }] });
    const pages = await Promise.all(Array.from({ length: 5 }, () => trigger(harness)));
    await harness.settle();
    for (const id of pages) expect(await inboxOf(harness, id)).toEqual([ken]);
    expect(await kinds(brokenPage)).toContain('page.nobody_reached');
    expect(await inboxOf(harness, brokenPage)).toEqual([ada]);
    expect(broken).toBeTruthy();
  });
});

describe('a policy with schedules over HTTP', () => {
  const body = (schedule: string) => ({
    data: {
      type: 'policies',
      attributes: {
        name: 'Rota',
        steps: [
          {
            assignment: 'round-robin',
            escalate_after_seconds: 60,
            targets: [
              { id: schedule, type: 'schedules', config: { schedule: { position: 'previous' } } },
              { id: schedule, type: 'schedules' },
            ],
          },
          {
            targets: [
              { id: schedule, type: 'schedules', config: { schedule: { position: 'previous' } } },
              { id: harness.org.teamId, type: 'teams' },
              { id: ada, type: 'users' },
            ],
          },
        ],
      },
    },
  });

  it('answers a positioned schedule as a target of its own, in the recorded order', async () => {
    const schedule = await makeSchedule(harness, [ada]);
    const created = await harness.request('POST', `${POLICIES}?include=steps.targets`, { body: body(schedule) });
    expect(created).toMatchObject({ status: 201 });
    expectContract('CreateOnCallEscalationPolicy', 201, created.body);
    const included = created.body.included as { type: string; id: string; attributes: object; relationships: object }[];
    expect(included.map((each) => each.type)).toEqual([
      'steps',
      'schedule_target',
      'steps',
      'users',
      'schedules',
      'teams',
    ]);
    expect(included[0]).toMatchObject({
      attributes: { assignment: 'round-robin', escalate_after_seconds: 60 },
      relationships: {
        targets: {
          data: [
            { type: 'schedule_target', id: `${schedule}_previous` },
            { type: 'schedules', id: schedule },
          ],
        },
      },
    });
    expect(included[1]).toEqual({
      type: 'schedule_target',
      id: `${schedule}_previous`,
      attributes: { position: 'previous' },
      relationships: { schedule: { data: { type: 'schedules', id: schedule } } },
    });
    const again = await harness.request('GET', `${POLICIES}/${created.body.data.id}?include=steps.targets`);
    expect(again.body).toEqual(created.body);
  });

  it('refuses the schedule of another organization', async () => {
    const schedule = await makeSchedule(harness, [ada]);
    const foreign = await harness.request('POST', POLICIES, {
      headers: harness.otherOrg.adminHeaders,
      body: {
        data: {
          type: 'policies',
          attributes: { name: 'Stolen', steps: [{ targets: [{ id: schedule, type: 'schedules' }] }] },
        },
      },
    });
    expect(foreign).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/steps/0/targets/0/id' } }] },
    });
  });

  it('keeps a schedule from being deleted while a policy has it as a target', async () => {
    const schedule = await makeSchedule(harness, [ada]);
    const created = await harness.request('POST', POLICIES, { body: body(schedule) });
    const refused = await harness.request('DELETE', `/api/v2/on-call/schedules/${schedule}`);
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ code: 'in_use' }] } });
    await harness.request('DELETE', `${POLICIES}/${created.body.data.id}`);
    expect(await harness.request('DELETE', `/api/v2/on-call/schedules/${schedule}`)).toMatchObject({ status: 204 });
  });

  it('is understood by the official client', async () => {
    const schedule = await makeSchedule(harness, [ada]);
    const { adminHeaders } = harness.org;
    const api = new v2.OnCallApi(
      client.createConfiguration({
        baseServer: new client.BaseServerConfiguration(harness.url, {}),
        authMethods: {
          apiKeyAuth: adminHeaders['dd-api-key'] ?? '',
          appKeyAuth: adminHeaders['dd-application-key'] ?? '',
        },
      }),
    );
    const created = await api.createOnCallEscalationPolicy({
      include: 'steps.targets',
      body: {
        data: {
          type: 'policies',
          attributes: {
            name: 'By the client',
            steps: [
              {
                assignment: 'round-robin',
                targets: [
                  { id: schedule, type: 'schedules', config: { schedule: { position: 'next' } } },
                  { id: schedule, type: 'schedules' },
                ],
              },
            ],
          },
        },
      },
    });
    expect(created._unparsed).toBeFalsy();
    expect(created.included?.map((each) => ('type' in each ? each.type : undefined))).toEqual([
      'steps',
      'schedule_target',
      'schedules',
    ]);
  });
});
