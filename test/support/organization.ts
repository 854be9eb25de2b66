import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ROLES, type Role } from '../../src/capabilities/auth/index.js';
import { insertKey, insertOrganization, insertPerson } from '../../src/roles/organization.js';

export type Headers = Record<string, string>;

/** An organization with one person of each role, their keys, and one team of admin, manager and responder. */
export interface TestOrganization {
  readonly orgId: string;
  readonly users: Readonly<Record<Role, string>>;
  /** In the order admin, manager, responder, observer. */
  readonly userIds: readonly string[];
  readonly emails: Readonly<Record<Role, string>>;
  readonly names: Readonly<Record<Role, string>>;
  readonly teamId: string;
  readonly teamHandle: string;
  readonly adminHeaders: Headers;
  headersOf(role: Role): Headers;
}

export async function makeOrganization(owner: DataSource, secret: string, name: string): Promise<TestOrganization> {
  const orgId = randomUUID();
  const people = ROLES.map((role) => ({
    role,
    id: randomUUID(),
    email: `${role}.canary@${name}.example`,
    name: `Canary ${name} ${role}`,
  }));
  const by = <T>(pick: (person: (typeof people)[number]) => T) =>
    Object.fromEntries(people.map((person) => [person.role, pick(person)])) as Record<Role, T>;
  await insertOrganization(owner, orgId, name);
  const headers = {} as Record<Role, Headers>;
  for (const person of people) {
    await insertPerson(owner, orgId, person);
    const key = (kind: 'api' | 'application') =>
      insertKey(owner, secret, { kind, orgId, userId: person.id, name: `${person.role} key` });
    headers[person.role] = { 'dd-api-key': await key('api'), 'dd-application-key': await key('application') };
  }
  const teamId = randomUUID();
  await owner.query(
    `insert into teams (org_id, id, handle, name, description, created_at, modified_at)
     values ($1, $2, $3, $4, '', clock_timestamp(), clock_timestamp())`,
    [orgId, teamId, `${name}-team`, `Team of ${name}`],
  );
  for (const [index, person] of people.slice(0, 3).entries()) {
    await owner.query(
      `insert into team_memberships (org_id, team_id, user_id, number, created_at)
       values ($1, $2, $3, $4, clock_timestamp())`,
      [orgId, teamId, person.id, index + 1],
    );
  }
  return {
    orgId,
    users: by((person) => person.id),
    userIds: people.map((person) => person.id),
    emails: by((person) => person.email),
    names: by((person) => person.name),
    teamId,
    teamHandle: `${name}-team`,
    adminHeaders: headers.admin,
    headersOf: (role) => headers[role],
  };
}
