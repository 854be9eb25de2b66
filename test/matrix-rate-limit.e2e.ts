import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Answer, type Harness } from './support/harness.js';

describe('the rate limit', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', roles: 'api', environment: { RATE_LIMIT_PER_MINUTE: '5' } });
  });
  afterAll(() => harness.stop());

  const get = (path: string, headers?: Record<string, string>): Promise<Answer> =>
    harness.request('GET', path, headers === undefined ? {} : { headers });
  const facts = ({ headers }: Answer) =>
    ['limit', 'remaining'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

  it('counts each key apart, and refuses the sixth request within a minute', async () => {
    const pages = '/api/unstable/on-call/pages';
    for (const remaining of [4, 3, 2, 1, 0]) {
      const answer = await get(pages);
      expect(answer).toMatchObject({ status: 200 });
      expect(facts(answer)).toEqual([5, remaining]);
      expect(Number(answer.headers.get('x-ratelimit-reset'))).toBeLessThanOrEqual(60);
    }
    const refused = await get(pages);
    expect(refused).toMatchObject({
      status: 429,
      body: { errors: [{ status: '429', title: 'Too Many Requests', code: 'rate_limited' }] },
    });
    expect(refused.body.errors[0].detail).toMatch(
      /^More than 5 requests a minute with this key; try again in \d+ s\.$/,
    );
    expect(refused.headers.get('content-type')).toMatch(/^application\/vnd\.api\+json/);
    expect(facts(refused)).toEqual([5, 0]);
    for (const name of ['retry-after', 'x-ratelimit-reset']) {
      const seconds = Number(refused.headers.get(name));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
    }

    // one limit for a key on all routes; plain sentences where the path answers those
    const users = await get('/api/v2/users');
    expect(users).toMatchObject({ status: 429, body: { errors: [expect.stringContaining('5 requests a minute')] } });
    expect(users.headers.get('content-type')).toMatch(/^application\/json/);

    for (const headers of [harness.org.headersOf('manager'), harness.otherOrg.adminHeaders]) {
      const answer = await get(pages, headers);
      expect(answer).toMatchObject({ status: 200 });
      expect(facts(answer)).toEqual([5, 4]);
    }
  });

  it('writes nothing for a refused request', async () => {
    const count = () => harness.database.query('select count(*)::int as n from teams');
    const before = await count();
    for (let index = 0; index < 6; index += 1)
      await get('/api/unstable/on-call/pages', harness.org.headersOf('responder'));
    const body = { data: { type: 'team', attributes: { name: 'Late', handle: 'late' } } };
    const admin = { ...harness.org.adminHeaders };
    expect(await harness.request('POST', '/api/v2/team', { headers: admin, body })).toMatchObject({ status: 429 });
    expect(await count()).toEqual(before);
  });

  it('does not limit public routes', async () => {
    for (let index = 0; index < 12; index += 1) {
      const answer = await get('/health/live', {});
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.headers.has('x-ratelimit-limit')).toBe(false);
    }
  });

  it('counts what is no route, and who has no key, by address', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 8; index += 1) statuses.push((await get('/api/v2/users', {})).status);
    expect(new Set(statuses)).toEqual(new Set([401]));
  });
});
