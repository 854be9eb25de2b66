import type { DataSource } from 'typeorm';
import { hashKey, last4, newKey, type KeyKind, type Role } from '../capabilities/auth/index.js';
import { newId } from '../kernel/index.js';

/** Runs as the owner of the database: an organization is made by whoever operates the tenant, not through the API. */
type Owner = Pick<DataSource, 'query'>;

/** Each insert notes in the audit what it really made, in one statement: there is no person who could be named for it. */
const AUDIT = `
     insert into audit (org_id, occurred_at, actor_kind, actor_id, request_id, action, resource_type, resource_id, after)
     select m.org_id, clock_timestamp(), 'system', 'operator', '',`;

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export async function insertOrganization(owner: Owner, orgId: string, name: string): Promise<void> {
  await owner.query(
    `with made as (insert into organizations (org_id, name, created_at) values ($1, $2, clock_timestamp())
                   on conflict do nothing returning org_id, name)
     ${AUDIT} 'organization.created', 'organization', m.org_id, jsonb_build_object('name', m.name) from made m`,
    [orgId, name],
  );
}

export async function insertPerson(owner: Owner, orgId: string, person: NewPerson): Promise<void> {
  await owner.query(
    `with made as (
       insert into users (org_id, id, handle, email, name, role, status, service_account, verified, created_at, modified_at)
       values ($1, $2, $3, $3, $4, $5, 'Active', false, true, clock_timestamp(), clock_timestamp())
       on conflict do nothing returning org_id, id, role, status)
     ${AUDIT} 'user.created', 'user', m.id, jsonb_build_object('role', m.role, 'status', m.status) from made m`,
    [orgId, person.id, person.email.toLowerCase(), person.name, person.role],
  );
}

/** A new key; the answer is the only time its text exists outside the caller's hands. */
export async function insertKey(
  owner: Owner,
  secret: string,
  key: { kind: KeyKind; orgId: string; userId: string; name: string; text?: string },
): Promise<string> {
  const text = key.text ?? newKey(key.kind);
  const columns = key.kind === 'api' ? ['api_keys', 'created_by'] : ['application_keys', 'user_id'];
  await owner.query(
    `with made as (
       insert into ${columns[0] ?? ''} (org_id, id, ${columns[1] ?? ''}, name, key_hmac, last4, created_at)
       values ($1, $2, $3, $4, $5, $6, clock_timestamp())
       on conflict do nothing returning org_id, id, ${columns[1] ?? ''} as user_id, name, last4, expires_at)
     ${AUDIT} $7 || '_key.created', $7 || '_key', m.id,
            jsonb_build_object('name', m.name, 'last4', m.last4, 'user_id', m.user_id, 'expires_at', m.expires_at)
       from made m`,
    [key.orgId, newId(), key.userId, key.name, hashKey(secret, text), last4(text), key.kind],
  );
  return text;
}

export interface CreatedOrganization {
  readonly org_id: string;
  readonly user_id: string;
  readonly api_key: string;
  readonly application_key: string;
}

/** A new organization with one admin and that person's keys. */
export async function createOrganization(
  owner: Owner,
  secret: string,
  facts: { name: string; adminEmail: string; adminName: string },
): Promise<CreatedOrganization> {
  const orgId = newId();
  const userId = newId();
  await insertOrganization(owner, orgId, facts.name);
  await insertPerson(owner, orgId, { id: userId, email: facts.adminEmail, name: facts.adminName, role: 'admin' });
  const key = (kind: KeyKind) => insertKey(owner, secret, { kind, orgId, userId, name: 'first key' });
  return { org_id: orgId, user_id: userId, api_key: await key('api'), application_key: await key('application') };
}
