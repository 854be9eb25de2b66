import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { badBodies, brokenJson, QUERY_LANGUAGE } from './support/bad-bodies.js';
import { exampleOf } from './support/examples.js';
import { fingerprint } from './support/fingerprint.js';
import { startHarness, type Answer, type Harness } from './support/harness.js';
import { makeKnownIds } from './support/known-ids.js';
import { headerLines, rawRequest, type RawAnswer } from './support/raw-http.js';
import { complaints, shown, type Expected } from './support/refusals.js';
import { pathOf, pathParameters, routesOf, titleOf, type KnownIds, type Route } from './support/routes.js';

/** Thousands of requests: some ten seconds alone, more beside others. */
jest.setTimeout(180_000);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const FIXED_MOMENTS = new Map([
  ['filter[at_ts]', 'filter[at_ts]=2030-01-01T00:00:00Z&'],
  ['filter[start]', 'filter[start]=2030-01-01T00:00:00Z&'],
  ['filter[end]', 'filter[end]=2030-01-08T00:00:00Z&'],
]);

describe.each(['on-call', 'case-management'] as const)('bad input to %s', (tenant) => {
  let harness: Harness;
  let ids: KnownIds;
  /** Every route but health, metrics and the reference, which read no input. */
  let routes: Route[];
  let mistakes: string[];

  beforeAll(async () => {
    // no worker and no relay: whatever is written was written by a request
    harness = await startHarness({ tenant, roles: 'api' });
    ids = await makeKnownIds(harness);
    routes = routesOf(harness).filter((route) => route.publicReason === undefined);
  });
  afterAll(() => harness.stop());

  /** Plays `play` over the routes; nothing may be written, every mistake is told at the end. */
  async function over(chosen: readonly Route[], play: (route: Route) => Promise<void>): Promise<void> {
    mistakes = [];
    let before = await fingerprint(harness.database);
    for (const route of chosen) {
      await play(route);
      const after = await fingerprint(harness.database);
      const touched = Object.keys(after).filter((table) => after[table] !== before[table]);
      if (touched.length > 0) mistakes.push(`${titleOf(route)}: wrote to ${touched.join(', ')}`);
      before = after;
    }
    expect(mistakes).toEqual([]);
  }

  const judge = (name: string, path: string, answer: Answer | RawAnswer, expected: Expected = {}): void => {
    mistakes.push(...complaints(path, answer, expected).map((complaint) => `${name}: ${complaint}`));
  };

  const bodies = () => routes.filter((route) => route.body !== undefined);
  const example = (route: Route) => exampleOf(route.body ?? {}, ids);

  it('finds routes, and its examples are right where nothing is wrong with them', async () => {
    expect(routes.length).toBeGreaterThan(tenant === 'on-call' ? 30 : 0);
    const refused: string[] = [];
    const scratch = await startHarness({ tenant, roles: 'api' });
    try {
      const known = await makeKnownIds(scratch);
      for (const route of bodies()) {
        const body = exampleOf(route.body ?? {}, known);
        const { status, body: said } = await scratch.request(route.method, pathOf(route, known), { body });
        if (status !== 409 && status >= 300)
          refused.push(`${titleOf(route)}: ${status} ${shown(said)} to ${shown(body)}`);
      }
    } finally {
      await scratch.stop();
    }
    expect(refused).toEqual([]);
  });

  it('refuses each member of a body that breaks its rule, and points at it', async () => {
    await over(bodies(), async (route) => {
      const path = pathOf(route, ids);
      for (const { name, pointer, body } of badBodies(route.body ?? {}, example(route))) {
        if (body === undefined) continue;
        const answer = await harness.request(route.method, path, { body });
        judge(`${titleOf(route)} ${name}`, path, answer, {
          pointer,
          status: pointer.endsWith('/id') ? [400, 422] : [400],
        });
      }
    });
  });

  it('refuses bodies that are no JSON object, too deep, or reach for prototypes', async () => {
    await over(bodies(), async (route) => {
      const path = pathOf(route, ids);
      for (const { name, body } of brokenJson(example(route))) {
        judge(`${titleOf(route)} ${name}`, path, await harness.request(route.method, path, { body }));
      }
    });
  });

  it('refuses bytes that are no UTF-8, an empty body, other content types and 10 MB', async () => {
    await over(bodies(), async (route) => {
      const path = pathOf(route, ids);
      const json = JSON.stringify(example(route));
      const at = json.indexOf('"', 2);
      const bytes = Buffer.concat([
        Buffer.from(json.slice(0, at)),
        Buffer.from([0xc3, 0x28]),
        Buffer.from(json.slice(at)),
      ]);
      const send = (headers: Record<string, string>, body: string | Buffer) =>
        harness.request(route.method, path, { headers: { ...harness.org.adminHeaders, ...headers }, body });
      judge(`${titleOf(route)} invalid UTF-8`, path, await send({}, bytes));
      judge(`${titleOf(route)} UTF-16`, path, await send({}, Buffer.from(json, 'utf16le')));
      judge(`${titleOf(route)} no body`, path, await harness.request(route.method, path));
      judge(`${titleOf(route)} empty body`, path, await send({}, ''));
      judge(`${titleOf(route)} blank body`, path, await send({}, ' \n'));
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'nonsense',
        'application/json5',
      ]) {
        judge(`${titleOf(route)} as ${type}`, path, await send({ 'content-type': type }, json), {
          status: [415],
          names: 'content-type',
        });
      }
      const head = [
        `${route.method} ${path} HTTP/1.1`,
        ...headerLines(harness.org.adminHeaders),
        'content-type: application/json',
      ];
      const large = await rawRequest(harness, [...head, `content-length: ${10 * 1024 * 1024}`], '{"data":');
      judge(`${titleOf(route)} 10 MB`, path, large, { status: [413] });
    });
  });

  it('refuses 10 MB that come without their length', async () => {
    await over(bodies().slice(0, 1), async (route) => {
      const path = pathOf(route, ids);
      const head = [
        `${route.method} ${path} HTTP/1.1`,
        ...headerLines(harness.org.adminHeaders),
        'content-type: application/json',
      ];
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const chunked = Array.from({ length: 10 }, () =>
        Buffer.concat([Buffer.from('100000\r\n'), chunk, Buffer.from('\r\n')]),
      );
      const answer = await rawRequest(
        harness,
        [...head, 'transfer-encoding: chunked'],
        Buffer.concat([...chunked, Buffer.from('0\r\n\r\n')]),
      );
      judge(`${titleOf(route)} 10 MB in chunks`, path, answer, { status: [413] });
    });
  });

  it('refuses a person who is disabled wherever someone is to be paged, assigned or made a member', async () => {
    const disabled = await disabledUser();
    const changing = bodies().filter((route) => !route.path.endsWith('/search'));
    await over(changing, async (route) => {
      const own = example(route);
      const text = JSON.stringify(own);
      const body: unknown = JSON.parse(text.replaceAll(ids.users ?? '-', disabled));
      if (JSON.stringify(body) === text || pathParameters(route).some((name) => name.startsWith('user'))) return;
      const answer = await harness.request(route.method, pathOf(route, ids), { body });
      judge(`${titleOf(route)} with a disabled user`, route.path, answer, { status: [400, 404, 409] });
    });
  });

  async function disabledUser(): Promise<string> {
    const attributes = { email: `gone.${randomUUID()}@acme.example`, name: 'Gone' };
    const created = await harness.request('POST', '/api/v2/users', { body: { data: { type: 'users', attributes } } });
    const id = String(created.body.data.id);
    expect(await harness.request('DELETE', `/api/v2/users/${id}`)).toMatchObject({ status: 204 });
    return id;
  }

  it('refuses ids in the path that are none', async () => {
    await over(routes, async (route) => {
      for (const name of pathParameters(route)) {
        for (const [what, id] of [
          ['a word', 'not-a-uuid'],
          ['a long id', `${randomUUID()}0`],
          ['quotes', `' or 1=1 --`],
          ['dots', '..%2f..%2fetc'],
          ['a NUL', `%00`],
          ['a NUL in an id', `${randomUUID()}%00`],
          ['broken encoding', '%zz'],
          ['half an encoding', '%'],
          ['bytes that are no UTF-8', '%c3%28'],
          ['half a surrogate pair', '%ed%a0%80'],
          ['301 characters', 'x'.repeat(301)],
          ['a huge number', '9'.repeat(40)],
          ['an id that nothing has', randomUUID()],
        ] as const) {
          const path = pathOf({ ...route, path: route.path.replace(`{${name}}`, '@@') }, ids).replace('@@', id);
          const body = route.body === undefined ? {} : { body: example(route) };
          const answer = await harness.request(route.method, path, body);
          // a PUT or PATCH compares the id in its body with that of the path first
          judge(`${titleOf(route)} ${name} is ${what}`, path, answer, { status: [400, 404, 414, 422] });
        }
      }
    });
  });

  it('refuses query parameters that it does not know, gets twice, or whose value breaks a rule', async () => {
    await over(routes, async (route) => {
      const path = pathOf(route, ids);
      const ask = async (query: string, names: string) => {
        const body = route.body === undefined ? {} : { body: example(route) };
        const answer = await harness.request(route.method, `${path}?${query}`, body);
        judge(`${titleOf(route)} ?${query.slice(0, 60)}`, path, answer, { names });
      };
      await ask('surprise=1', 'surprise');
      await ask('surprise=1&surprise=2', 'surprise');
      await ask('__proto__=1', '__proto__');
      await ask('hasOwnProperty=1', 'hasOwnProperty');
      for (const { name, schema, description = schema.description ?? '' } of route.parameters.filter(
        (each) => each.in === 'query',
      )) {
        const key = encodeURIComponent(name);
        const isList = /^(include|fields\[.*\])$/.test(name);
        if (!isList) await ask(`${key}=1&${key}=1`, name);
        await ask(`${key}=%00`, name);
        await ask(`${key}=a%00b`, name);
        await ask(`${key.toUpperCase()}=1`, decodeURIComponent(key.toUpperCase()));
        if (schema.type === 'integer') {
          for (const value of [
            '-1',
            '1000000000',
            '99999999999999999999',
            'abc',
            '',
            '1.5',
            '1e3',
            ' 1',
            'NaN',
            '0x10',
            ...(schema.minimum === 1 ? ['0'] : []),
          ]) {
            await ask(`${key}=${encodeURIComponent(value)}`, name);
          }
        }
        if (schema.type === 'boolean') for (const value of ['', '1', 'yes', 'TRUE']) await ask(`${key}=${value}`, name);
        if (schema.enum !== undefined || isList)
          for (const value of ['nonsense', 'constructor', ',']) await ask(`${key}=${value}`, name);
        if (isList) await ask(`${key}=nonsense&${key}=other`, name);
        if (schema.maxLength !== undefined) await ask(`${key}=${'x'.repeat(schema.maxLength + 1)}`, name);
        if (QUERY_LANGUAGE.test(description)) await invalidQueries(route, path, name);
      }
    });
  });

  /** The position is that of the offending character, counted from 1 or 0 as the language says it. */
  async function invalidQueries(route: Route, path: string, name: string): Promise<void> {
    for (const query of [
      'status:(',
      '"open',
      'no_such_field:x',
      'created_at:>99999-01-01',
      'created_at:2026-02-30',
      'created_at:[2026-01-01 TO',
      'a AND',
      '()',
      ':',
      `${'('.repeat(500)}a`,
    ]) {
      const answer = await harness.request(
        route.method,
        `${path}?${encodeURIComponent(name)}=${encodeURIComponent(query)}`,
      );
      const what = `${titleOf(route)} query ${query.slice(0, 30)}`;
      judge(what, path, answer, { names: name });
      if (!/position \d+|character \d+/.test(JSON.stringify(answer.body ?? '')))
        mistakes.push(`${what}: no position in ${shown(answer.body)}`);
    }
  }

  it('takes include and fields as repeated parameters, as the official TypeScript client sends them', async () => {
    await over(
      routes.filter((route) => route.method === 'GET'),
      async (route) => {
        for (const { name, schema } of route.parameters.filter((each) => /^(include|fields\[.*\])$/.test(each.name))) {
          const words = schema.items?.enum ?? schema.enum ?? ((schema.example ?? '') as string).split(',');
          const [first, second = first] = words.map(String);
          // who is on call is answered as of the moment of the request, unless that is given
          const moments = route.parameters.flatMap((each) => FIXED_MOMENTS.get(each.name) ?? []);
          const path = `${pathOf(route, ids)}?${moments.join('')}`;
          const key = encodeURIComponent(name);
          const [list, repeated] = [
            await harness.request('GET', `${path}${key}=${first},${second}`),
            await harness.request('GET', `${path}${key}=${first}&${key}=${second}`),
          ];
          if (list.status !== 200)
            mistakes.push(`${titleOf(route)} ${name}=${first},${second}: ${list.status} ${shown(list.body)}`);
          expect(repeated.body.data).toEqual(list.body.data);
          expect(repeated.body.included).toEqual(list.body.included);
        }
      },
    );
  });

  it('answers 405 with the allowed methods, and nothing else, to a wrong method', async () => {
    const allowed = new Map<string, Set<string>>();
    for (const { path, method } of routes) allowed.set(path, (allowed.get(path) ?? new Set()).add(method));
    await over(routes, async (route) => {
      const path = pathOf(route, ids);
      const own = allowed.get(route.path) ?? new Set();
      // a static path such as /search is also one with a parameter
      const others = routes.filter((each) =>
        new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(route.path),
      );
      for (const { method } of others) own.add(method);
      for (const method of METHODS.filter((each) => !own.has(each))) {
        const answer = await harness.request(method, path);
        judge(`${method} ${route.path}`, path, answer, { status: [405] });
        const named = answer.headers.get('allow')?.split(', ') ?? [];
        if (![...own].every((each) => named.includes(each)))
          mistakes.push(`${method} ${route.path}: allow ${named.join()}`);
      }
      const head = await rawRequest(harness, [`HEAD ${path} HTTP/1.1`, ...headerLines(harness.org.adminHeaders)]);
      // HEAD of a static path may meet the GET of one with a parameter, where nothing has that name
      const expected = !own.has('GET') ? [405] : others.length > 1 ? [200, 404] : [200];
      if (head.text !== '' || !expected.includes(head.status))
        mistakes.push(`HEAD ${path}: ${head.status} ${head.text}`);
    });
  });

  it('refuses a header that is sent twice', async () => {
    const keys = harness.org.adminHeaders;
    const twice: Record<string, string> = {
      'dd-api-key': keys['dd-api-key'] ?? '',
      'dd-application-key': keys['dd-application-key'] ?? '',
      authorization: `Bearer ${keys['dd-application-key'] ?? ''}`,
      'content-type': 'application/json',
      'content-length': '2',
      'idempotency-key': 'one',
      host: 'localhost',
    };
    await over(routes, async (route) => {
      const path = pathOf(route, ids);
      for (const [name, value] of Object.entries(twice)) {
        const lines = [
          ...headerLines({ ...keys, ...(name === 'content-type' ? { 'content-length': '2' } : {}) }),
        ].filter((line) => !line.startsWith(`${name}:`));
        const head = [`${route.method} ${path} HTTP/1.1`, ...lines, `${name}: ${value}`, `${name}: ${value}`];
        const answer = await rawRequest(harness, head, name.startsWith('content') ? '{}' : '');
        const parser = name === 'content-length';
        judge(
          `${titleOf(route)} ${name} twice`,
          parser ? '/' : path,
          { ...answer, headers: parser ? { 'content-type': 'application/vnd.api+json' } : answer.headers },
          parser ? {} : { names: name },
        );
      }
    });
  });

  it('refuses a line, a header or a request that is none', async () => {
    await over(routes.slice(0, 1), async (route) => {
      const path = pathOf(route, ids);
      const keys = headerLines(harness.org.adminHeaders);
      const long = await rawRequest(harness, [`GET ${path}?filter=${'x'.repeat(100_000)} HTTP/1.1`, ...keys]);
      judge('a path of 100,000 characters', '/', long, { status: [414, 431] });
      const header = await rawRequest(harness, [`GET ${path} HTTP/1.1`, ...keys, `x-large: ${'x'.repeat(100_000)}`]);
      judge('a header of 100,000 characters', '/', header, { status: [431] });
      const many = await rawRequest(harness, [
        `GET ${path} HTTP/1.1`,
        ...keys,
        ...Array.from({ length: 3000 }, (_, index) => `x-${index}: 1`),
      ]);
      if (many.status >= 500) mistakes.push(`3,000 headers: ${many.status}`);
      judge('a line that is no request', '/', await rawRequest(harness, ['nonsense']));
      judge('a method that nobody knows', '/', await rawRequest(harness, [`BREW ${path} HTTP/1.1`, ...keys]), {
        status: [400, 405],
      });
      for (const method of ['PROPFIND', 'TRACE', 'PURGE', 'CONNECT']) {
        const answer = await rawRequest(harness, [`${method} ${path} HTTP/1.1`, ...keys]).catch(() => ({
          status: 400,
        }));
        if (answer.status < 400 || answer.status >= 500) mistakes.push(`${method}: ${answer.status}`);
      }
      judge('no such path', '/api/v2/nothing', await harness.request('GET', '/api/v2/nothing'), { status: [404] });
      judge('no such path below users', '/api/v2/users/x/y/z', await harness.request('GET', '/api/v2/users/x/y/z'), {
        status: [404],
      });
      judge('path with broken encoding', '/api/v2/%', await harness.request('GET', '/api/v2/%zz'), {
        status: [400, 404],
      });
    });
  });

  it('refuses an Idempotency-Key that is none', async () => {
    const keyed = routes.filter((route) =>
      route.parameters.some(({ name }) => name.toLowerCase() === 'idempotency-key'),
    );
    await over(keyed, async (route) => {
      const path = pathOf(route, ids);
      for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'schlüssel']) {
        const headers = { ...harness.org.adminHeaders, 'idempotency-key': key };
        judge(
          `${titleOf(route)} key ${key.slice(0, 10)}`,
          path,
          await harness.request(route.method, path, { headers, body: example(route) }),
          { names: 'Idempotency-Key' },
        );
      }
    });
  });
});
