import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Headers } from './support/organization.js';
import { startHarness, type Harness } from './support/harness.js';
import { routeTeam } from './support/paging.js';

const PAGES = '/api/unstable/on-call/pages';

describe('search over pages', () => {
  let harness: Harness;
  const ids: Record<string, string> = {};
  let other: Headers;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
    other = harness.otherOrg.adminHeaders;
    ids.database = await trigger({
      title: 'Primary database is down: Köln Café',
      description: 'replication lag grows',
      urgency: 'high',
      tags: ['env:prod', 'Region:EU'],
      services: ['Orders-DB'],
    });
    ids.checkout = await trigger({
      title: 'Checkout is slow',
      urgency: 'low',
      tags: ['env:prod'],
      services: ['web'],
    });
    ids.person = await trigger({
      title: 'Look at the queue',
      urgency: 'low',
      target: { type: 'user_id', identifier: harness.org.users.observer },
    });
    ids.shadow = await trigger({ title: 'Checkout shadow drill', urgency: 'low', is_shadow: true });
    await harness.settle();
  });
  afterAll(() => harness.stop());

  async function trigger(attributes: object): Promise<string> {
    const target = { type: 'team_handle', identifier: harness.org.teamHandle };
    const created = await harness.request('POST', PAGES, {
      body: { data: { type: 'pages', attributes: { target, ...attributes } } },
    });
    expect(created).toMatchObject({ status: 200 });
    return created.body.data.id as string;
  }

  function search(attributes: object, headers?: Headers) {
    return harness.request('POST', `${PAGES}/search`, {
      body: { data: { type: 'search_requests', attributes } },
      ...(headers === undefined ? {} : { headers }),
    });
  }

  async function found(query: string, headers?: Headers): Promise<string[]> {
    const answer = await search({ query, sort: 'created_at' }, headers);
    expect(answer).toMatchObject({ status: 200, body: { meta: { degraded: false } } });
    return answer.body.data.map((page: { id: string }) => page.id);
  }

  const names = (...keys: string[]) => keys.map((key) => ids[key]);

  it.each([
    ['a word of the title', 'database', ['database']],
    ['a word of the description', 'replication', ['database']],
    ['a phrase', '"checkout is slow"', ['checkout']],
    ['words without their accents', 'koln cafe', ['database']],
    ['a tag in any case', 'tag:REGION:eu', ['database']],
    ['a tag of two pages', 'tag:env:prod', ['database', 'checkout']],
    ['a service in any case', 'service:orders-db', ['database']],
    ['an urgency', 'urgency:low', ['checkout', 'person']],
    ['a negation', '-tag:env:prod', ['person']],
    ['shadows that are asked for', 'checkout shadow:true', ['shadow']],
    ['shadows beside others', 'checkout is_shadow:(true OR false)', ['checkout', 'shadow']],
    ['nothing in particular', '', ['database', 'checkout', 'person']],
  ])('finds by %s', async (_, query, expected) => {
    expect(await found(query)).toEqual(names(...expected));
  });

  it('finds by team handle, team id and handle pattern, also after the handle has changed', async () => {
    const ofTeam = names('database', 'checkout');
    const { teamHandle, teamId } = harness.org;
    for (const value of [teamHandle, teamHandle.toUpperCase(), teamId, 'acm*', `(none OR ${teamHandle})`]) {
      expect(await found(`team:${value}`)).toEqual(ofTeam);
      expect(await found(`-team:${value}`)).toEqual(names('person'));
    }
    expect(await found('team:*')).toEqual(ofTeam);
    expect(await found('team:nobody')).toEqual([]);
    await harness.database.query(`update teams set handle = 'renamed' where id = $1`, [teamId]);
    expect(await found('team:renamed')).toEqual(ofTeam);
    expect(await found(`team:${teamHandle}`)).toEqual([]);
    await harness.database.query(`update teams set handle = $2 where id = $1`, [teamId, teamHandle]);
  });

  it('finds by responder id and never by name or e-mail', async () => {
    const { users, names: people, emails } = harness.org;
    expect(await found(`responder:${users.observer}`)).toEqual(names('person'));
    for (const secret of [people.observer, emails.observer, 'canary', 'Canary*', '*canary*', 'observer']) {
      expect(await found(`"${secret}"`)).toEqual([]);
    }
    expect(await found('*anar* OR *observe*')).toEqual([]);
  });

  it('finds by escalation policy and by whom it has paged', async () => {
    const { manager } = harness.org.users;
    const policy = await routeTeam(harness, { steps: [{ users: [manager] }] });
    const id = await trigger({ title: 'Escalated', urgency: 'high' });
    await harness.settle();
    expect(await found(`policy:${policy}`)).toEqual([id]);
    expect(await found(`responder:${manager} escalated`)).toEqual([id]);
    const answer = await harness.request('GET', `${PAGES}/facets?facets=policy&filter=escalated`);
    expect(answer.body.data[0].attributes.values).toEqual([{ value: policy, count: 1 }]);
  });

  it('follows the status', async () => {
    const id = await trigger({ title: 'Followed', urgency: 'low' });
    await harness.settle();
    expect(await found('followed status:triggered')).toEqual([id]);
    expect(await harness.request('POST', `${PAGES}/${id}/acknowledge`)).toMatchObject({ status: 202 });
    await harness.settle();
    expect(await found('followed status:triggered')).toEqual([]);
    expect(await found(`followed status:acknowledged assignee:${harness.org.users.admin}`)).toEqual([id]);
    expect(await harness.request('POST', `${PAGES}/${id}/resolve`)).toMatchObject({ status: 202 });
    await harness.settle();
    expect(await found('followed status:resolved closed_at:*')).toEqual([id]);
    await harness.database.query('update cases set title = title where id = $1', [id]);
    const answer = await search({ query: 'followed' });
    expect(answer.body.data[0]).toMatchObject({ type: 'pages', attributes: { status: 'RESOLVED', title: 'Followed' } });
  });

  it('shows the second organization nothing', async () => {
    expect(await found('', other)).toEqual([]);
    expect(await found(`team:${harness.org.teamId} OR database`, other)).toEqual([]);
    const facets = await harness.request('GET', `${PAGES}/facets`, { headers: other });
    const counts = facets.body.data.flatMap((facet: any) => facet.attributes.values.map((value: any) => value.count));
    expect(counts).toEqual([0, 0, 0]);
  });

  describe('cursor', () => {
    it('walks through all pages, each once, newest first by default', async () => {
      const walked: string[] = [];
      let after: string | undefined;
      do {
        const page = { size: 2, ...(after === undefined ? {} : { after }) };
        const answer = await search({ page });
        expect(answer.status).toBe(200);
        walked.push(...answer.body.data.map((each: { id: string }) => each.id));
        after = answer.body.meta.page.after;
      } while (after !== undefined);
      expect([...walked].reverse()).toEqual(await found(''));
    });

    it.each(['created_at', '-created_at', 'modified_at', '-modified_at', 'priority', '-priority', 'status', '-status'])(
      'continues the order %s',
      async (sort) => {
        const all = (await search({ sort })).body.data.map((each: { id: string }) => each.id);
        const first = await search({ sort, page: { size: 1 } });
        const { after } = first.body.meta.page;
        const rest = await search({ sort, page: { after } });
        expect([...first.body.data, ...rest.body.data].map((each) => each.id)).toEqual(all);
      },
    );
  });

  describe('refuses', () => {
    const token = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const at = '2026-01-01T00:00:00Z';
    const id = randomUUID();
    it.each([
      ['an unknown field', { query: 'ok nope:1' }, '/data/attributes/query', /unknown field "nope" at position 3/],
      ['a broken query', { query: 'status:(a OR' }, '/data/attributes/query', /at position 12/],
      ['an e-mail field', { query: 'email:x' }, '/data/attributes/query', /unknown field "email"/],
      ['an unknown order', { sort: 'title' }, '/data/attributes/sort', /must be one of created_at, -created_at/],
      ['size 0', { page: { size: 0 } }, '/data/attributes/page/size', /1 to 100/],
      ['size 101', { page: { size: 101 } }, '/data/attributes/page/size', /1 to 100/],
      ['an unknown attribute', { filter: 'x' }, '/data/attributes/filter', /not a known attribute/],
      ['no cursor', { page: { after: 'garbage' } }, '/data/attributes/page/after', /earlier answer/],
      ['other JSON', { page: { after: token({}) } }, '/data/attributes/page/after', /earlier answer/],
      [
        'another order',
        { page: { after: token([`status TRIGGERED`, id]) } },
        '/data/attributes/page/after',
        /order status/,
      ],
      [
        'the other way',
        { page: { after: token([`created_at ${at}`, id]) } },
        '/data/attributes/page/after',
        /-created_at/,
      ],
      ['no time', { page: { after: token(['-created_at x', id]) } }, '/data/attributes/page/after', /earlier answer/],
      [
        'no id',
        { page: { after: token([`-created_at ${at}`, 'x']) } },
        '/data/attributes/page/after',
        /earlier answer/,
      ],
    ])('%s', async (_, attributes, pointer, detail) => {
      expect(await search(attributes)).toMatchObject({
        status: 400,
        body: { errors: [{ detail: expect.stringMatching(detail), source: { pointer } }] },
      });
    });

    it.each([
      ['facets=status,nope', 'facets', /comma list of status, urgency/],
      ['filter=nope:1', 'filter', /unknown field "nope" at position 0/],
      ['limit=0', 'limit', /1 to 100/],
      ['limit=101', 'limit', /1 to 100/],
      ['size=1', 'size', /not a known parameter/],
    ])('facets?%s', async (query, parameter, detail) => {
      expect(await harness.request('GET', `${PAGES}/facets?${query}`)).toMatchObject({
        status: 400,
        body: { errors: [{ detail: expect.stringMatching(detail), source: { parameter } }] },
      });
    });
  });

  it('searches with a document without attributes', async () => {
    const answer = await harness.request('POST', `${PAGES}/search`, { body: { data: { type: 'search_requests' } } });
    expect(answer).toMatchObject({ status: 200, body: { meta: { page: { size: (await found('')).length } } } });
  });

  describe('facets', () => {
    async function facets(query: string) {
      const answer = await harness.request('GET', `${PAGES}/facets?${query}`);
      expect(answer).toMatchObject({ status: 200, body: { meta: { degraded: false } } });
      const entries = answer.body.data.map((facet: any) => [facet.id, facet.attributes.values]);
      return Object.fromEntries(entries) as Record<string, { value: string; count: number }[]>;
    }

    it('counts what the filter selects, statuses that nothing has too', async () => {
      expect(await facets('facets=status,tag,team,service,urgency&filter=database')).toEqual({
        status: [
          { value: 'TRIGGERED', count: 1 },
          { value: 'ACKNOWLEDGED', count: 0 },
          { value: 'RESOLVED', count: 0 },
        ],
        tag: [
          { value: 'env:prod', count: 1 },
          { value: 'region:eu', count: 1 },
        ],
        team: [{ value: harness.org.teamId, count: 1, handle: harness.org.teamHandle, name: 'Team of acme' }],
        service: [{ value: 'orders-db', count: 1 }],
        urgency: [{ value: 'high', count: 1 }],
      });
    });

    it('answers the most frequent values up to the limit', async () => {
      const { tag, status } = await facets('facets=tag,status&limit=1');
      expect(tag).toEqual([{ value: 'env:prod', count: 2 }]);
      expect(status).toHaveLength(3);
    });

    it('counts responders by id, leaves shadows out, and answers every facet when none is named', async () => {
      const all = await facets('');
      expect(Object.keys(all)).toEqual([
        'status',
        'urgency',
        'priority',
        'team',
        'service',
        'policy',
        'responder',
        'assignee',
        'tag',
      ]);
      expect(all.responder).toContainEqual({ value: harness.org.users.observer, count: 1 });
      expect(await facets('facets=urgency&filter=drill')).toEqual({ urgency: [] });
      expect(JSON.stringify(all)).not.toMatch(/canary/i);
    });
  });

  it('keeps the routes of a page beside its own', async () => {
    expect(await harness.request('GET', `${PAGES}/${ids.checkout}`)).toMatchObject({ status: 200 });
    expect(await harness.request('GET', `${PAGES}/facets`)).toMatchObject({ status: 200 });
    expect(await harness.request('GET', `${PAGES}/search`)).toMatchObject({ status: 404 });
  });

  it('measures its lag', async () => {
    const metrics = await harness.request('GET', '/metrics');
    const [, lag] = /^casem_search_lag_seconds\{[^}]*\} ([\d.e-]+)$/m.exec(metrics.body as string) ?? [];
    expect(Number(lag)).toBeGreaterThan(0);
    expect(Number(lag)).toBeLessThan(60);
  });
});
