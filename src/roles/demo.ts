import type { EntityManager } from 'typeorm';
import { hashKey, type KeyKind } from '../capabilities/auth/index.js';
import type { TenantConfig } from '../platform/config/index.js';
import { ownerDataSource } from '../platform/database/index.js';
import { insertKey, insertOrganization, insertPerson } from './organization.js';

/** The same ids in both tenants, so that one script can speak to both. */
const ORG = '00000000-0000-4000-8000-000000000001';
const ADA = '00000000-0000-4000-8000-00000000000a';
const GRACE = '00000000-0000-4000-8000-00000000000b';
const TEAM = '00000000-0000-4000-8000-0000000000a1';
const POLICY = '00000000-0000-4000-8000-0000000000b1';
const PROJECT = '00000000-0000-4000-8000-0000000000c1';
const STEPS = ['00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000d2'] as const;
const RULE = '00000000-0000-4000-8000-0000000000e1';
const TEAM_HANDLE = 'demo-team';

export interface DemoFacts {
  readonly api_key: string;
  readonly application_key: string;
  readonly team_id: string;
  readonly team_handle: string;
  readonly project_id: string;
  /** The first is paged by step 1, the second by step 2; the keys are the first one's. */
  readonly user_ids: readonly string[];
}

/** A demo organization with a team of two, a policy of two steps and keys. Repeatable; keys that are known stay. */
export async function prepareDemo(config: TenantConfig): Promise<DemoFacts> {
  const owner = await ownerDataSource(config).initialize();
  try {
    return await owner.transaction(async (manager) => {
      await insertOrganization(manager, ORG, 'Demo');
      await insertPerson(manager, ORG, { id: ADA, email: 'ada@demo.example', name: 'Ada Demo', role: 'admin' });
      await insertPerson(manager, ORG, { id: GRACE, email: 'grace@demo.example', name: 'Grace Demo', role: 'manager' });
      await insertTeam(manager);
      if (config.workType === 'PAGE') await insertPolicy(manager);
      else await insertProject(manager);
      return {
        api_key: await key(manager, config, 'api', config.demo.api_key),
        application_key: await key(manager, config, 'application', config.demo.application_key),
        team_id: TEAM,
        team_handle: TEAM_HANDLE,
        project_id: PROJECT,
        user_ids: [ADA, GRACE],
      };
    });
  } finally {
    await owner.destroy();
  }
}

/** The key that the caller already knows when the database knows it too, else a new one. */
async function key(
  manager: EntityManager,
  config: TenantConfig,
  kind: KeyKind,
  known: string | undefined,
): Promise<string> {
  const table = kind === 'api' ? 'api_keys' : 'application_keys';
  const secret = config.keyHashingSecret;
  if (known !== undefined) {
    const found = await manager.query<unknown[]>(
      `select 1 from ${table} k where k.org_id = $1 and k.key_hmac = $2 and k.revoked_at is null`,
      [ORG, hashKey(secret, known)],
    );
    if (found.length > 0) return known;
  }
  return insertKey(manager, secret, { kind, orgId: ORG, userId: ADA, name: 'demo' });
}

async function insertTeam(manager: EntityManager): Promise<void> {
  await manager.query(
    `insert into teams (org_id, id, handle, name, description, created_at, modified_at)
     values ($1, $2, $3, 'Demo Team', '', clock_timestamp(), clock_timestamp()) on conflict do nothing`,
    [ORG, TEAM, TEAM_HANDLE],
  );
  await manager.query(
    `insert into team_memberships (org_id, team_id, user_id, number, created_at)
     values ($1, $2, $3, 1, clock_timestamp()), ($1, $2, $4, 2, clock_timestamp()) on conflict do nothing`,
    [ORG, TEAM, ADA, GRACE],
  );
}

/** Never touched again once it is there: whoever tries the demo may have changed it. */
async function insertPolicy(manager: EntityManager): Promise<void> {
  const made = await manager.query<unknown[]>(
    `insert into escalation_policies (org_id, id, name, retries, resolve_page_on_policy_end, created_at, modified_at)
     values ($1, $2, 'Demo policy', 1, false, clock_timestamp(), clock_timestamp())
     on conflict do nothing returning id`,
    [ORG, POLICY],
  );
  if (made.length === 0) return;
  await manager.query(
    `insert into escalation_policy_steps (org_id, id, policy_id, position, assignment, escalate_after_seconds)
     values ($1, $2, $4, 0, 'default', 60), ($1, $3, $4, 1, 'default', 60)`,
    [ORG, STEPS[0], STEPS[1], POLICY],
  );
  await manager.query(
    `insert into escalation_policy_targets (org_id, step_id, position, user_id) values ($1, $2, 0, $3), ($1, $4, 0, $5)`,
    [ORG, STEPS[0], ADA, STEPS[1], GRACE],
  );
  await manager.query(
    `insert into routing_rules (org_id, id, team_id, position, query, urgency, policy_id, actions, created_at)
     values ($1, $2, $3, 0, '', 'high', $4, '[]', clock_timestamp())`,
    [ORG, RULE, TEAM, POLICY],
  );
}

async function insertProject(manager: EntityManager): Promise<void> {
  await manager.query(
    `insert into projects (org_id, id, key, name, last_case_number, created_at, modified_at)
     values ($1, $2, 'DEMO', 'Demo project', 0, clock_timestamp(), clock_timestamp()) on conflict do nothing`,
    [ORG, PROJECT],
  );
}
