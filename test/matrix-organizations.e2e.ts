import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { exampleOf } from './support/examples.js';
import { fingerprint } from './support/fingerprint.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import { makeKnownIds } from './support/known-ids.js';
import { pathOf, pathParameters, routesOf, titleOf, type KnownIds, type Route } from './support/routes.js';

jest.setTimeout(120_000);

/** Differ between any two answers. */
const OWN_HEADERS = new Set(['date', 'x-request-id', 'x-ratelimit-remaining', 'x-ratelimit-reset']);
const FIELDS = ['team', 'responder', 'assignee', 'policy', 'user.id', 'project', 'key', 'id'];

describe.each(['on-call', 'case-management'] as const)('another organization of %s', (tenant) => {
  let harness: Harness;
  /** Things of the first organization, and those of the second, which asks. */
  let ids: KnownIds;
  let ownIds: KnownIds;
  let routes: Route[];

  beforeAll(async () => {
    harness = await startHarness({ tenant, roles: 'api,event-relay' });
    ids = await makeKnownIds(harness, harness.org);
    ownIds = await makeKnownIds(harness, harness.otherOrg);
    // no worker, so nothing is escalated meanwhile; the search index is fed by the relay
    await eventually(async () => (await harness.database.query('select 1 from outbox')).length === 0);
    routes = routesOf(harness).filter((route) => route.publicReason === undefined);
  });
  afterAll(() => harness.stop());

  function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = harness.otherOrg.adminHeaders;
    return harness.request(method, path, body === undefined ? { headers } : { headers, body });
  }

  /** What the second organization is told, with the id it asked for taken out. */
  function told(answer: Answer, id: string): object {
    const text = JSON.stringify(answer.body ?? null).replaceAll(id, '<id>');
    const headers = [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name));
    return {
      status: answer.status,
      headers: Object.fromEntries(headers),
      text: text.replaceAll(answer.headers.get('x-request-id') ?? '-', '<request>'),
    };
  }

  async function expectNothingWritten(play: () => Promise<void>): Promise<void> {
    const before = await fingerprint(harness.database);
    await play();
    expect(await fingerprint(harness.database)).toEqual(before);
  }

  it('is told of things in a path exactly what it is told of missing ones', async () => {
    let played = 0;
    await expectNothingWritten(async () => {
      for (const route of routes) {
        for (const name of pathParameters(route)) {
          const theirs = ids[name];
          if (theirs === undefined) continue;
          const [about, missing] = [theirs, randomUUID()].map(async (id) => {
            const body =
              route.body === undefined ? undefined : exampleOf(route.body, { ...ownIds, ...bodyIdOf(route, name, id) });
            return told(await ask(route.method, pathOf(route, { ...ownIds, [name]: id }), body), id);
          });
          expect({ route: titleOf(route), name, ...(await about) }).toEqual({
            route: titleOf(route),
            name,
            ...(await missing),
          });
          expect(await missing).toMatchObject({ status: 404 });
          played += 1;
        }
      }
    });
    expect(played).toBeGreaterThan(10);
  });

  it('is told of numbers and keys what it is told of missing ones', async () => {
    await expectNothingWritten(async () => {
      for (const route of routes.filter((each) => each.path.includes('{page_id}'))) {
        const page = await harness.request('GET', `/api/unstable/on-call/pages/${ids.pages ?? ''}`);
        const { key, number } = page.body.data.attributes as { key: string; number: number };
        const body = route.body === undefined ? undefined : exampleOf(route.body, ownIds);
        for (const [theirs, missing] of [
          [key, 'PAGE-9'.padEnd(key.length, '9')],
          [String(number), '9'.padEnd(String(number).length, '9')],
        ] as const) {
          const answers = await Promise.all(
            [theirs, missing].map(async (id) =>
              told(await ask(route.method, pathOf(route, { ...ownIds, page_id: id }), body), id),
            ),
          );
          expect({ route: titleOf(route), ...answers[0] }).toEqual({ route: titleOf(route), ...answers[1] });
          expect([400, 404]).toContain((answers[0] as { status: number }).status);
        }
      }
    });
  });

  it('is told of things in a body exactly what it is told of missing ones', async () => {
    let played = 0;
    await expectNothingWritten(async () => {
      for (const route of routes.filter((each) => each.body !== undefined)) {
        const body = exampleOf(route.body ?? {}, ownIds);
        for (const path of idsIn(body, [])) {
          const own = valueAt(body, path);
          const name = Object.keys(ownIds).find((each) => ownIds[each] === own && ids[each] !== own);
          const theirs = name === undefined ? undefined : ids[name];
          if (theirs === undefined) continue;
          const send = async (id: string) =>
            told(await ask(route.method, pathOf(route, ownIds), withValue(body, path, id)), id);
          const [about, missing] = [await send(theirs), await send(randomUUID())];
          const where = `${titleOf(route)} /${path.join('/')}`;
          expect({ where, ...about }).toEqual({ where, ...missing });
          const { status } = about as { status: number };
          if (!READS.has(route.method) && !isSearch(route))
            expect({ where, refused: status >= 400 && status < 500 }).toEqual({ where, refused: true });
          played += 1;
        }
      }
    });
    expect(played).toBeGreaterThan(4);
  });

  it('finds nothing of the first in any list, search or filter', async () => {
    const { org } = harness;
    const secrets = [
      ...new Set([
        ...Object.values(ids).filter((id) => !Object.values(ownIds).includes(id)),
        org.orgId,
        ...org.userIds,
      ]),
    ];
    const traces = [...secrets, ...Object.values(org.names), ...Object.values(org.emails), org.teamHandle];
    const lists = routes.filter(
      (route) =>
        pathParameters(route).every((name) => ownIds[name] !== undefined) &&
        (route.method === 'GET' || isSearch(route)),
    );
    expect(lists.length).toBeGreaterThan(4);
    await expectNothingWritten(async () => {
      for (const route of lists) {
        const body = route.body === undefined ? undefined : exampleOf(route.body, ownIds);
        const answer = await ask(route.method, pathOf(route, ownIds), body);
        const text = JSON.stringify(answer.body ?? null);
        expect({ route: titleOf(route), seen: traces.filter((each) => text.includes(each)) }).toEqual({
          route: titleOf(route),
          seen: [],
        });
        const filters = route.parameters.filter((each) => each.in === 'query' && /^(filter|query)/.test(each.name));
        for (const { name } of filters) {
          for (const field of FIELDS) {
            for (const theirs of secrets.slice(0, 6)) {
              const filtered = (id: string) =>
                ask(
                  route.method,
                  `${pathOf(route, ownIds)}?${encodeURIComponent(name)}=${encodeURIComponent(`${field}:${id}`)}`,
                  body,
                );
              const [about, missing] = await Promise.all(
                [theirs, randomUUID()].map(async (id) => told(await filtered(id), id)),
              );
              expect({ route: titleOf(route), field, ...about }).toEqual({ route: titleOf(route), field, ...missing });
            }
          }
        }
      }
    });
  });

  it('has nothing to do with keys of two organizations at once', async () => {
    const mixed = {
      'dd-api-key': harness.org.adminHeaders['dd-api-key'] ?? '',
      'dd-application-key': harness.otherOrg.adminHeaders['dd-application-key'] ?? '',
    };
    for (const route of routes) {
      const answer = await harness.request(route.method, pathOf(route, ids), { headers: mixed });
      expect({ route: titleOf(route), status: answer.status }).toEqual({ route: titleOf(route), status: 401 });
    }
  });
});

const READS = new Set(['GET']);

function isSearch(route: Route): boolean {
  return route.method === 'POST' && route.path.endsWith('/search');
}

/** A PUT or PATCH names the thing of its path in its body as well. */
function bodyIdOf(route: Route, name: string, id: string): KnownIds {
  if (!route.path.endsWith(`{${name}}`) && !route.path.endsWith('/routing-rules')) return {};
  const type = route.body?.properties?.data?.properties?.type?.enum?.[0];
  return typeof type === 'string' ? { [type]: id } : {};
}

type Path = readonly (string | number)[];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Where ids of other things stand: not the resource's own at /data/id. */
function idsIn(value: unknown, path: Path): Path[] {
  if (typeof value === 'string') return UUID.test(value) && path.join('/') !== 'data/id' ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => idsIn(member, [...path, key]));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], value);
}

function withValue(value: unknown, [first, ...rest]: Path, id: string): unknown {
  if (first === undefined) return id;
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === String(first) ? withValue(each, rest, id) : each));
  const members = value as Record<string, unknown>;
  return { ...members, [first]: withValue(members[first], rest, id) };
}
