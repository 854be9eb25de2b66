import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';

const ID = '00000000-0000-4000-8000-0000000000ff';

const CASES = [
  ['GET', '/api/v2/cases'],
  ['POST', '/api/v2/cases'],
  ['GET', `/api/v2/cases/${ID}`],
  ['POST', `/api/v2/cases/${ID}/status`],
  ['POST', `/api/v2/cases/${ID}/title`],
  ['POST', `/api/v2/cases/${ID}/description`],
  ['POST', `/api/v2/cases/${ID}/priority`],
  ['POST', `/api/v2/cases/${ID}/comment`],
  ['GET', `/api/v2/cases/${ID}/timelines`],
  ['GET', '/api/v2/cases/projects'],
  ['POST', '/api/v2/cases/projects'],
  ['GET', `/api/v2/cases/projects/${ID}`],
] as const;

const ON_CALL = [
  ['POST', '/api/v2/on-call/pages'],
  ['POST', `/api/v2/on-call/pages/${ID}/acknowledge`],
  ['POST', `/api/v2/on-call/pages/${ID}/escalate`],
  ['POST', `/api/v2/on-call/pages/${ID}/resolve`],
  ['GET', '/api/unstable/on-call/pages'],
  ['GET', `/api/unstable/on-call/pages/${ID}`],
  ['GET', `/api/unstable/on-call/pages/${ID}/timeline`],
  ['POST', `/api/unstable/on-call/pages/${ID}/notes`],
  ['POST', '/api/v2/on-call/escalation-policies'],
  ['GET', `/api/v2/on-call/escalation-policies/${ID}`],
  ['PUT', `/api/v2/on-call/escalation-policies/${ID}`],
  ['DELETE', `/api/v2/on-call/escalation-policies/${ID}`],
  ['GET', `/api/v2/on-call/teams/${ID}/routing-rules`],
  ['PUT', `/api/v2/on-call/teams/${ID}/routing-rules`],
] as const;

const SHARED = ['/api/v2/users', '/api/v2/team', '/api/v2/api_keys', '/health/ready'] as const;

type Route = readonly [method: string, path: string];

/** What the application answers for a path that nobody declared, to tell it from a resource that is not found. */
async function isUndeclared(harness: Harness, [method, path]: Route): Promise<boolean> {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
  const answer = await harness.request(method, path, body);
  const nowhere = await harness.request('GET', '/api/v2/nowhere');
  expect(nowhere.status).toBe(404);
  const strip = (answered: unknown) => JSON.stringify(answered).replaceAll(/(GET|POST|PUT|DELETE) \/[^ "]*/g, '');
  return answer.status === 404 && strip(answer.body) === strip(nowhere.body);
}

describe.each([
  { tenant: 'on-call' as const, own: ON_CALL, foreign: CASES },
  { tenant: 'case-management' as const, own: CASES, foreign: ON_CALL },
])('the tenant $tenant', ({ tenant, own, foreign }) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant });
  });
  afterAll(() => harness.stop());

  it.each<Route>([...own])('has %s %s', async (...route) => {
    expect(await isUndeclared(harness, route)).toBe(false);
  });

  it.each<Route>([...foreign])('does not have %s %s', async (...route) => {
    expect(await isUndeclared(harness, route)).toBe(true);
  });

  it.each(SHARED)('shares GET %s', async (path) => {
    expect((await harness.request('GET', path)).status).toBe(200);
  });
});
