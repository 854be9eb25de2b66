import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { act, inboxOf, notificationsOf, pageBody, read, routeTeam, story, trigger } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';

describe('the life of a page', () => {
  let harness: Harness;
  let admin: string;
  let manager: string;
  let responder: string;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
    ({ admin, manager, responder } = harness.org.users);
  });
  afterAll(() => harness.stop());

  it('goes step by step, retries, and ends with the page open', async () => {
    const policy = await routeTeam(harness, {
      retries: 1,
      steps: [
        { after: 60, users: [responder] },
        { after: 300, users: [manager, admin] },
      ],
    });
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([responder]);
    expect(await read(harness, id)).toMatchObject({
      status: 'TRIGGERED',
      on_call: { escalation_policy_id: policy, escalation_policy_retry_count: 0, is_shadow: false },
    });

    await harness.fastForward('60s');
    expect((await inboxOf(harness, id)).slice(1).sort()).toEqual([admin, manager].sort());
    await harness.fastForward('5 minutes');
    expect((await inboxOf(harness, id)).slice(3)).toEqual([responder]);
    expect(await read(harness, id)).toMatchObject({ on_call: { escalation_policy_retry_count: 1 } });
    await harness.fastForward('60s');
    await harness.fastForward('5 minutes');

    const types = (await story(harness, id)).map((told) => told.type).filter((type) => type.startsWith('page.'));
    expect(types).toEqual([
      'page.triggered',
      'page.escalated',
      'page.escalated',
      'page.escalated',
      'page.escalated',
      'page.policy_ended',
    ]);
    expect(await read(harness, id)).toMatchObject({ status: 'TRIGGERED' });
    expect(await inboxOf(harness, id)).toHaveLength(6);
    const page = await read(harness, id);
    const responders = page.on_call.responder_users.map((user: { user_uuid: string }) => user.user_uuid);
    expect(responders).toEqual([responder, manager, admin]);
  });

  it('stops when it is acknowledged, and keeps all twelve on-call properties true', async () => {
    const policy = await routeTeam(harness, { steps: [{ users: [responder] }, { users: [manager] }] });
    const id = await trigger(harness, {
      attributes: { event_deduplication_key: 'disk-full', services: ['checkout'], tags: ['env:prod'], urgency: 'low' },
    });
    await harness.settle();
    await harness.database.query(`update test_clock.shift set by = by + interval '12.5 s'`);
    expect(await act(harness, id, 'acknowledge', harness.org.headersOf('responder'))).toMatchObject({
      status: 202,
      body: undefined,
    });

    const page = await read(harness, id);
    expect(page).toMatchObject({ status: 'ACKNOWLEDGED', urgency: 'low', services: ['checkout'], tags: ['env:prod'] });
    expect(page.on_call).toMatchObject({
      escalation_policy_id: policy,
      escalation_policy_retry_count: 0,
      urgency: 'low',
      responder_users: [
        { user_uuid: responder, name: harness.org.names.responder, email: harness.org.emails.responder },
      ],
      acknowledged_at: page.modified_at,
      event_deduplication_key: 'disk-full',
      is_shadow: false,
      targets: { teams: [harness.org.teamId], users: [] },
    });
    expect(page.on_call.escalation_policy_step_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(page.on_call.responders_added_at).toMatch(/Z$/);
    expect(page.on_call.time_to_first_acknowledge).toMatch(/^1[2-9]\.\d{3,6}s$/);

    await harness.fastForward('1 day');
    expect(await inboxOf(harness, id)).toEqual([responder]);
    expect(await act(harness, id, 'resolve')).toMatchObject({ status: 202, body: undefined });
    expect(await read(harness, id)).toMatchObject({ status: 'RESOLVED' });
  });

  it('keeps the first acknowledger and notes the second', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }] });
    const id = await trigger(harness);
    await act(harness, id, 'acknowledge', harness.org.headersOf('responder'));
    const before = await read(harness, id);
    expect(await act(harness, id, 'acknowledge', harness.org.headersOf('responder'))).toMatchObject({ status: 202 });
    expect((await read(harness, id)).on_call).toEqual(before.on_call);
    expect(await act(harness, id, 'acknowledge', harness.org.headersOf('manager'))).toMatchObject({ status: 202 });

    const answer = await harness.request('GET', `${PAGES}/${id}`);
    expect(answer.body.data.relationships.assignee.data.id).toBe(responder);
    const acknowledgements = (await story(harness, id)).filter((told) => told.type === 'page.acknowledged');
    expect(acknowledgements.map((told) => [told.author.id, told.data])).toEqual([
      [responder, { via: 'api' }],
      [manager, { via: 'api', also: true, first: responder }],
    ]);
  });

  it('is triggered again by a person who escalates what somebody has', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }, { users: [manager] }] });
    const id = await trigger(harness);
    await harness.settle();
    await act(harness, id, 'acknowledge');
    expect(await act(harness, id, 'escalate')).toMatchObject({ status: 202, body: undefined });
    await harness.settle();
    const page = await read(harness, id);
    expect(page).toMatchObject({ status: 'TRIGGERED' });
    expect(page.on_call.acknowledged_at).toBeUndefined();
    expect(page.on_call.time_to_first_acknowledge).toMatch(/s$/);
    expect(await inboxOf(harness, id)).toEqual([responder, manager]);

    const past = await act(harness, id, 'escalate');
    expect(past).toMatchObject({ status: 409, body: { errors: [{ code: 'no_next_step' }] } });
    expect(past.body.errors[0].detail).toBe('There is no step after step 2 of 2.');
  });

  it('refuses to acknowledge or escalate what is resolved, and resolves twice without a change', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }, { users: [manager] }] });
    const id = await trigger(harness);
    await act(harness, id, 'resolve');
    const before = await read(harness, id);
    expect(await act(harness, id, 'acknowledge')).toMatchObject({ status: 409 });
    expect(await act(harness, id, 'escalate')).toMatchObject({ status: 409 });
    expect(await act(harness, id, 'resolve')).toMatchObject({ status: 202 });
    expect(await read(harness, id)).toEqual(before);
    await harness.fastForward('1 day');
    const sent = (await notificationsOf(harness, id)).filter((row) => row.state === 'sent' && row.step_index > 0);
    expect(sent).toEqual([]);
  });

  it('resolves itself at the end of a policy that says so', async () => {
    await routeTeam(harness, { resolves: true, steps: [{ users: [responder] }] });
    const id = await trigger(harness);
    await harness.settle();
    await harness.fastForward('60s');
    expect(await read(harness, id)).toMatchObject({ status: 'RESOLVED' });
    const last = (await story(harness, id)).at(-1);
    expect(last).toMatchObject({ type: 'page.resolved', author: { type: 'SYSTEM', id: 'escalation-engine' } });
  });

  it('turns to the admins when a policy ends and nobody was notified', async () => {
    const gone = await harness.request('POST', '/api/v2/users', {
      body: { data: { type: 'users', attributes: { email: 'gone@acme.example', name: 'Gone' } } },
    });
    const goneId = gone.body.data.id as string;
    await routeTeam(harness, { steps: [{ users: [goneId] }] });
    await harness.request('DELETE', `/api/v2/users/${goneId}`);
    const id = await trigger(harness);
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([admin]);
    const types = (await story(harness, id)).map((told) => told.type);
    expect(types).toEqual([
      'page.triggered',
      'page.step_empty',
      'page.policy_ended',
      'page.nobody_reached',
      'notification.sent',
    ]);
  });

  it('runs a shadow without sending anything, and hides it from lists', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }, { users: [manager] }] });
    const id = await trigger(harness, { attributes: { is_shadow: true, title: 'Only a drill' } });
    await harness.settle();
    await harness.fastForward('60s');
    expect(await notificationsOf(harness, id)).toMatchObject([
      { user_id: responder, state: 'shadow', attempt: 0 },
      { user_id: manager, state: 'shadow', attempt: 0 },
    ]);
    expect(await inboxOf(harness, id)).toEqual([]);
    const ids = async (filter: string) => {
      const list = await harness.request('GET', `${PAGES}?page[size]=100&filter=${encodeURIComponent(filter)}`);
      return list.body.data.map((page: { id: string }) => page.id) as string[];
    };
    expect(await ids('')).not.toContain(id);
    expect(await ids('shadow:true drill')).toEqual([id]);
  });

  it('puts people on the page by hand, notifies them once, and takes notes', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }] });
    const id = await trigger(harness);
    await harness.settle();
    const add = (...users: string[]) =>
      harness.request('POST', `${PAGES}/${id}/responders`, {
        body: { data: users.map((user) => ({ type: 'users', id: user })) },
      });
    expect(await add(manager, responder, manager)).toMatchObject({ status: 200 });
    expect(await add(manager)).toMatchObject({ status: 200 });
    await harness.settle();
    expect(await inboxOf(harness, id)).toEqual([responder, manager]);

    const refused = await add(harness.otherOrg.users.admin);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ source: { pointer: '/data/0/id' } }] } });
    const note = { data: { type: 'notes', attributes: { message: 'it was **DNS**' } } };
    expect(await harness.request('POST', `${PAGES}/${id}/notes`, { body: note })).toMatchObject({ status: 201 });
    expect((await story(harness, id)).at(-1)).toMatchObject({ type: 'page.noted', message: 'it was **DNS**' });
  });

  it('is found by id, number and key, and not by the other organization', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }] });
    const id = await trigger(harness);
    const { number, key } = await read(harness, id);
    for (const name of [id, id.toUpperCase(), String(number), key, String(key).toLowerCase()]) {
      expect(await harness.request('GET', `${PAGES}/${name}`)).toMatchObject({ status: 200, body: { data: { id } } });
      const other = await harness.request('GET', `${PAGES}/${name}`, { headers: harness.otherOrg.adminHeaders });
      expect(other).toMatchObject({ status: 404 });
    }
  });

  it('answers by handle and to a person', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }] });
    const byHandle = { target: { type: 'team_handle', identifier: harness.org.teamHandle } };
    const direct = { target: { type: 'user_id', identifier: manager } };
    const [one, two] = [
      await trigger(harness, { attributes: byHandle }),
      await trigger(harness, { attributes: direct }),
    ];
    await harness.settle();
    expect(await inboxOf(harness, one)).toEqual([responder]);
    expect(await inboxOf(harness, two)).toEqual([manager]);
  });

  it('takes the urgency of the routing rule when the page states none', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }] });
    const id = await trigger(harness, { attributes: { urgency: undefined } });
    expect(await read(harness, id)).toMatchObject({ urgency: 'high' });
  });

  it.each([
    ['an unknown team', { target: { type: 'team_id', identifier: crypto.randomUUID() } }],
    ['no id at all', { target: { type: 'team_id', identifier: 'payments' } }],
    ['an unknown handle', { target: { type: 'team_handle', identifier: 'nobody' } }],
  ])('refuses %s and writes nothing', async (_name, attributes) => {
    const count = () => harness.database.query('select count(*)::int as n from cases');
    const before = await count();
    const answer = await harness.request('POST', PAGES, { body: pageBody(harness.org, attributes) });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ status: '400', source: { pointer: '/data/attributes/target/identifier' } }] },
    });
    expect(await count()).toEqual(before);
  });

  it('refuses a target of another organization exactly like one that is missing', async () => {
    const ask = (identifier: string) =>
      harness.request('POST', PAGES, { body: pageBody(harness.org, { target: { type: 'team_id', identifier } }) });
    const [other, missing] = [await ask(harness.otherOrg.teamId), await ask(crypto.randomUUID())];
    expect(other.body).toEqual(missing.body);
  });

  it('refuses a filter for a status that the tenant has not', async () => {
    const answer = await harness.request('GET', `${PAGES}?filter=status:trigered`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ source: { parameter: 'filter' } }] } });
    expect(answer.body.errors[0].detail).toContain('must be one of TRIGGERED, ACKNOWLEDGED, RESOLVED');
  });

  it('writes one audit row and one event for each change', async () => {
    await routeTeam(harness, { steps: [{ users: [responder] }] });
    const id = await trigger(harness);
    await harness.settle();
    await act(harness, id, 'acknowledge');
    await act(harness, id, 'resolve');
    await harness.settle();
    const audit = await harness.database.query(
      `select a.action, a.actor_kind from audit a where a.resource_id = $1 and a.resource_type = 'page'
          and a.action <> 'personal_data.read' order by a.id`,
      [id],
    );
    expect(audit).toEqual([
      { action: 'page.triggered', actor_kind: 'user' },
      { action: 'page.escalated', actor_kind: 'system' },
      { action: 'page.acknowledged', actor_kind: 'user' },
      { action: 'page.resolved', actor_kind: 'user' },
    ]);
    const events = await harness.database.query(
      'select e.type, e.case_version::int as version from events e where e.case_id = $1 order by e.position',
      [id],
    );
    expect(events).toEqual([
      { type: 'page.triggered', version: 1 },
      { type: 'page.escalated', version: 2 },
      { type: 'page.acknowledged', version: 3 },
      { type: 'page.resolved', version: 4 },
    ]);
  });
});
