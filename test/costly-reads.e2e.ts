import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../src/platform/database/index.js';
import type { OrgId } from '../src/kernel/index.js';
import { startHarness, type Harness } from './support/harness.js';

describe('a read whose cost the caller decides', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call', roles: 'api' });
  });
  afterAll(() => harness.stop());

  it('ends after two seconds with a mistake of the caller, and leaves connections to others', async () => {
    const unitOfWork = harness.app.get(UnitOfWork);
    const org = harness.org.orgId as OrgId;
    const costly = Array.from({ length: 12 }, () =>
      unitOfWork
        .readCostly(org, (tx) => tx.query('select pg_sleep(30)'))
        .then(
          () => 'answered',
          (error: unknown) => (error as { code: string }).code,
        ),
    );
    const ended: unknown[] = [];
    for (const each of costly) void each.then((end) => ended.push(end));
    const other = await harness.request('GET', '/api/unstable/on-call/pages', {
      headers: harness.otherOrg.adminHeaders,
    });
    expect(other).toMatchObject({ status: 200 });
    expect(await harness.request('GET', '/health/ready')).toMatchObject({ status: 200 });
    expect(ended).toEqual([]);
    expect(await Promise.all(costly)).toEqual(costly.map(() => 'query_too_costly'));
  });
});
