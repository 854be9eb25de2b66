import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownerDataSource } from '../src/platform/database/index.js';
import { createOrganization, type CreatedOrganization } from '../src/roles/organization.js';
import { prepareDemo } from '../src/roles/demo.js';
import { configFor } from './support/config.js';
import { TEST_SEARCH_PATH } from './support/database.js';
import { startHarness, type Harness } from './support/harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call', roles: 'api' });
});
afterAll(() => harness.stop());

async function makeOne(): Promise<CreatedOrganization> {
  const owner = await ownerDataSource(harness.config).initialize();
  try {
    const facts = { name: 'New', adminEmail: 'First.Canary@new.example', adminName: 'First Canary' };
    return await owner.transaction((manager) => createOrganization(manager, harness.config.keyHashingSecret, facts));
  } finally {
    await owner.destroy();
  }
}

const auditOf = (orgId: string) =>
  harness.database.query(
    `select a.actor_kind, a.actor_id, a.action, a.resource_type, a.resource_id, a.before, a.after
       from audit a where a.org_id = $1 order by a.id`,
    [orgId],
  );

describe('create-organization', () => {
  it('makes an admin whose keys work', async () => {
    const made = await makeOne();
    const headers = { 'dd-api-key': made.api_key, 'dd-application-key': made.application_key };
    expect(await harness.request('GET', `/api/v2/users/${made.user_id}`, { headers })).toMatchObject({ status: 200 });
  });

  it('notes the organization, its admin and both keys as the work of the operator', async () => {
    const { org_id, user_id, api_key, application_key } = await makeOne();
    const entries = await auditOf(org_id);
    const operator = { actor_kind: 'system', actor_id: 'operator', before: null };
    const key = (kind: string, text: string) => ({
      ...operator,
      action: `${kind}_key.created`,
      resource_type: `${kind}_key`,
      resource_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      after: { name: 'first key', last4: text.slice(-12, -8), user_id, expires_at: null },
    });
    expect(entries).toEqual([
      {
        ...operator,
        action: 'organization.created',
        resource_type: 'organization',
        resource_id: org_id,
        after: { name: 'New' },
      },
      {
        ...operator,
        action: 'user.created',
        resource_type: 'user',
        resource_id: user_id,
        after: { role: 'admin', status: 'Active' },
      },
      key('api', api_key),
      key('application', application_key),
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/canary/i);
  });

  it('notes a demo once, however often it is prepared', async () => {
    const demo = await prepareDemo(harness.config);
    const [{ org_id: orgId } = { org_id: '' }] = await harness.database.query<{ org_id: string }>(
      `select u.org_id from users u where u.id = $1`,
      [demo.user_ids[0]],
    );
    const first = await auditOf(orgId);
    expect(first).toHaveLength(5);
    const again = configFor('on-call', harness.database.name, {
      DATABASE_SEARCH_PATH: TEST_SEARCH_PATH,
      DEMO_API_KEY: demo.api_key,
      DEMO_APPLICATION_KEY: demo.application_key,
    });
    expect(await prepareDemo(again)).toEqual(demo);
    expect(await auditOf(orgId)).toEqual(first);
  });
});
