import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { exampleOf } from './support/examples.js';
import { startHarness, type Harness } from './support/harness.js';
import { makeKnownIds } from './support/known-ids.js';
import { LiveCaller, makeNumber } from './support/live-call.js';
import { channelBody, emailConfig, makeActiveChannel, makeRule, phoneConfig } from './support/people.js';
import { act, routeTeam, trigger } from './support/paging.js';
import { startPhoneProvider } from './support/phone-provider.js';
import { startProcess, type AppProcess } from './support/process.js';
import { pathOf, pathParameters, routesOf, titleOf, type KnownIds } from './support/routes.js';

jest.setTimeout(180_000);

/** In every name and e-mail address of the people here, and in nothing else that a test sends. */
const CANARY = /canary/i;
/** A phone number of a person here and of a caller, however it is written. */
const NUMBER = /703\D{0,2}938\D{0,2}9548/;
/** The only places that may hold who a person is, and how they are reached (DESIGN §4.12). */
const ALLOWED = ['users.email', 'users.handle', 'users.name'];
const ALLOWED_ON_CALL = ['notification_channels.address', ...ALLOWED];
const ALLOWED_NUMBERS = ['live_calls.caller', 'notification_channels.address'];
const TEAM_NUMBER = '+14155550123';

const UNSTABLE = '/api/unstable/on-call/pages';

describe('names and e-mail addresses of people', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  /** The tenant in a process that logs everything it can; requests of the harness go there. */
  async function start(tenant: 'on-call' | 'case-management'): Promise<{ harness: Harness; process: AppProcess }> {
    const harness = await startHarness({ tenant, roles: 'event-relay' });
    open.push(() => harness.stop());
    const phone = await startPhoneProvider();
    open.push(() => phone.stop());
    const ofPhone = tenant === 'on-call' ? phone.environment : {};
    const process = await startProcess(harness, 'all', { LOG_LEVEL: 'trace', ...ofPhone });
    open.push(() => process.stop());
    return { harness: Object.assign(Object.create(harness) as Harness, { url: process.url }), process };
  }

  async function columnsWith(harness: Harness, text: RegExp): Promise<string[]> {
    const columns = await harness.database.query<{ table: string; column: string }>(
      `select c.relname as "table", a.attname as "column"
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = 'public' and c.relkind in ('r', 'm') order by 1, 2`,
    );
    expect(columns.length).toBeGreaterThan(100);
    const found: string[] = [];
    for (const { table, column } of columns) {
      const [row] = await harness.database.query<{ n: number }>(
        `select count(*)::int as n from "${table}" t where t."${column}"::text ~* $1`,
        [text.source],
      );
      if ((row?.n ?? 0) > 0) found.push(`${table}.${column}`);
    }
    return found;
  }

  /** A person comes, changes and goes. */
  async function userLife(harness: Harness): Promise<void> {
    const body = (attributes: object, id?: string) => ({
      data: { type: 'users', ...(id === undefined ? {} : { id }), attributes },
    });
    const created = await harness.request('POST', '/api/v2/users', {
      body: body({ email: 'newcomer.canary@acme.example', name: 'Canary Newcomer', title: 'Engineer' }),
    });
    expect(created).toMatchObject({ status: 201 });
    const id = created.body.data.id as string;
    const change = (attributes: object) =>
      harness.request('PATCH', `/api/v2/users/${id}`, { body: body(attributes, id) });
    expect(await change({ name: 'Canary Renamed', email: 'renamed.canary@acme.example' })).toMatchObject({
      status: 200,
    });
    expect(await change({ email: 'admin.canary@acme.example' })).toMatchObject({ status: 409 });
    expect(await change({ email: 'no canary' })).toMatchObject({ status: 400 });
    expect(await harness.request('DELETE', `/api/v2/users/${id}`)).toMatchObject({ status: 204 });
    expect(await change({ disabled: false })).toMatchObject({ status: 200 });
    for (const filter of ['canary', 'newcomer.canary@acme.example']) {
      await harness.request('GET', `/api/v2/users?filter=${filter}`);
      await harness.request('GET', `/api/v2/team/${harness.org.teamId}/memberships?filter[keyword]=${filter}`);
      await harness.request('GET', `/api/v2/team?filter[keyword]=${filter}`);
    }
  }

  /** A person says how they are reached, mistakes included; the rules lead to a provider of mail that is not configured here, and to one of phones. */
  async function channelsOf(harness: Harness, userId: string): Promise<void> {
    const email = await makeActiveChannel(harness, userId, emailConfig('private.canary@elsewhere.example'));
    const phone = await makeActiveChannel(harness, userId, phoneConfig('+1 703 938 9548'));
    await makeRule(harness, userId, email);
    await makeRule(harness, userId, phone, { method: 'sms', delay: 1 });
    const channels = `/api/v2/on-call/users/${userId}/notification-channels`;
    for (const config of [
      emailConfig('private.canary@elsewhere.example'),
      emailConfig('no canary'),
      phoneConfig('7039389548'),
    ]) {
      expect(await harness.request('POST', channels, { body: channelBody(config) })).toMatchObject({ status: 400 });
    }
    expect(JSON.stringify((await harness.request('GET', channels)).body)).toMatch(CANARY);
    const verification = { body: { data: { type: 'channel_verifications' } } };
    await harness.request('POST', `${channels.replace('v2', 'unstable')}/${email}/verification`, verification);
  }

  /** Somebody calls the team, hears the first phone ring in vain, leaves a message and hangs up. Answers the page's id. */
  async function callOf(harness: Harness): Promise<string> {
    await makeNumber(harness, TEAM_NUMBER);
    const call = new LiveCaller(harness, '+17039389548', TEAM_NUMBER);
    const [dial] = await call.start();
    await call.pickUp(dial);
    const [, record] = await call.dialEnds(dial, 'no-answer');
    await call.record(record, { RecordingDuration: '9' });
    expect(await call.status('completed')).toMatchObject({ status: 204 });
    const listed = await harness.request('GET', `${UNSTABLE}?filter=${encodeURIComponent('"live call"')}`);
    expect(JSON.stringify(listed.body)).toMatch(NUMBER);
    return listed.body.data[0].id as string;
  }

  /** Every GET and search as the role that sees no people; its own name is its own. */
  async function expectObserverSeesNobody(harness: Harness, ids: KnownIds): Promise<void> {
    const { names, emails } = harness.org;
    const seen: string[] = [];
    let answered = 0;
    const routes = routesOf(harness).filter(
      (route) => route.publicReason === undefined && (route.method === 'GET' || route.path.endsWith('/search')),
    );
    for (const route of routes) {
      const parameters = pathParameters(route);
      const people = parameters.some((name) => name.startsWith('user'))
        ? harness.org.userIds
        : [harness.org.users.manager];
      for (const person of people) {
        const path = pathOf(route, { ...ids, user_id: person, user_uuid: person });
        const includes = route.parameters.find(({ name }) => name === 'include')?.schema.example as string | undefined;
        const url = includes === undefined ? path : `${path}?include=${includes}`;
        const headers = harness.org.headersOf('observer');
        const answer = await harness.request(
          route.method,
          url,
          route.body === undefined ? { headers } : { headers, body: exampleOf(route.body, ids) },
        );
        if (answer.status === 200) answered += 1;
        const text = JSON.stringify(answer.body ?? '')
          .replaceAll(names.observer, '')
          .replaceAll(emails.observer, '');
        if (CANARY.test(text) || NUMBER.test(text)) seen.push(`${titleOf(route)} (${person}): ${text.slice(0, 300)}`);
      }
    }
    expect(seen).toEqual([]);
    expect(answered).toBeGreaterThan(6);
  }

  async function expectOnlyWhereAllowed(
    harness: Harness,
    process: AppProcess,
    allowed: string[],
    numbers: string[] = [],
  ): Promise<void> {
    await eventually(async () => (await harness.database.query('select 1 from outbox')).length === 0, 30_000);
    const [counted] = await harness.database.query<{ n: number }>('select count(*)::int as n from events');
    expect(counted?.n).toBeGreaterThan(0);
    expect(await columnsWith(harness, CANARY)).toEqual(allowed);
    expect(await columnsWith(harness, NUMBER)).toEqual(numbers);
    expect(process.log.length).toBeGreaterThan(10_000);
    expect(process.log.split('\n').filter((line) => CANARY.test(line) || NUMBER.test(line))).toEqual([]);
  }

  it('stand in three columns of users after the whole life of pages, and an observer never sees them', async () => {
    const { harness, process } = await start('on-call');
    const { admin, manager, responder } = harness.org.users;
    await userLife(harness);
    await channelsOf(harness, responder);
    await routeTeam(harness, { retries: 1, steps: [{ users: [responder] }, { users: [manager, admin] }] });
    const page = await trigger(harness, {
      attributes: { services: ['checkout'], tags: ['env:prod'], event_deduplication_key: 'disk' },
    });
    await trigger(harness, { attributes: { services: ['checkout'], event_deduplication_key: 'disk' } });
    await harness.settle();
    await harness.fastForward('60 s');
    for (const role of ['responder', 'manager', 'admin'] as const) {
      expect(await act(harness, page, 'acknowledge', harness.org.headersOf(role))).toMatchObject({ status: 202 });
    }
    const note = { data: { type: 'notes', attributes: { message: 'it was DNS' } } };
    expect(await harness.request('POST', `${UNSTABLE}/${page}/notes`, { body: note })).toMatchObject({ status: 201 });
    const responders = { data: [{ type: 'users', id: admin }] };
    expect(await harness.request('POST', `${UNSTABLE}/${page}/responders`, { body: responders })).toMatchObject({
      status: 200,
    });
    await act(harness, page, 'escalate');
    await act(harness, page, 'resolve');
    const shadow = await trigger(harness, { attributes: { is_shadow: true } });
    const called = await callOf(harness);
    const direct = await trigger(harness, { attributes: { target: { type: 'user_id', identifier: manager } } });
    await harness.settle();
    await harness.fastForward('10 minutes');
    for (const id of [page, shadow, called, direct]) {
      for (const path of [`${UNSTABLE}/${id}`, `${UNSTABLE}/${id}/timeline`]) {
        expect(await harness.request('GET', path)).toMatchObject({ status: 200 });
      }
    }
    // what an admin sees holds them: the search below is one that can find something
    expect(JSON.stringify((await harness.request('GET', `${UNSTABLE}/${page}`)).body)).toMatch(CANARY);
    await harness.request('GET', `${UNSTABLE}?filter=${encodeURIComponent('responder:nobody canary')}`);
    await harness.request('GET', '/no/such/canary?email=observer.canary@acme.example');

    const api = await startHarnessOn(harness);
    const ids = await makeKnownIds(api);
    for (const id of [page, called]) await expectObserverSeesNobody(api, { ...ids, page_id: id });
    await expectOnlyWhereAllowed(harness, process, ALLOWED_ON_CALL, ALLOWED_NUMBERS);
  });

  it('stand in three columns of users after the life of a case, and an observer never sees them', async () => {
    const { harness, process } = await start('case-management');
    await userLife(harness);
    const api = await startHarnessOn(harness);
    const ids = await makeKnownIds(api);
    // every operation on the case, with the documented example of its body
    const ofCase = routesOf(api).filter((each) => each.path.includes('{case_id}') && each.method !== 'DELETE');
    expect(ofCase.length).toBeGreaterThan(6);
    for (const route of ofCase) {
      const answer = await harness.request(
        route.method,
        pathOf(route, ids),
        route.body === undefined ? {} : { body: exampleOf(route.body, ids) },
      );
      expect({ route: titleOf(route), ok: answer.status < 500 }).toEqual({ route: titleOf(route), ok: true });
    }
    await expectObserverSeesNobody(api, ids);
    await expectOnlyWhereAllowed(harness, process, ALLOWED);
  });

  /** The routes of the role api, to read what there is to call; requests go to the process all the same. */
  async function startHarnessOn(harness: Harness): Promise<Harness> {
    const api = await startHarness({
      tenant: harness.config.workType === 'PAGE' ? 'on-call' : 'case-management',
      roles: 'api',
    });
    open.push(() => api.stop());
    return Object.assign(Object.create(harness) as Harness, { app: api.app });
  }
});
