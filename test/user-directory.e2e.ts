import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TeamsReader } from '../src/capabilities/teams/index.js';
import { UserDirectory, UsersReader } from '../src/capabilities/users/index.js';
import type { OrgId, TeamId, UserId } from '../src/kernel/index.js';
import { EngineUnitOfWork, UnitOfWork, type Tx } from '../src/platform/database/index.js';
import { startHarness, type Harness } from './support/harness.js';

const NOBODY = '00000000-0000-0000-0000-00000000dead' as UserId;

let harness: Harness;
let directory: UserDirectory;
let orgId: OrgId;
let mine: UserId[];
let foreign: UserId;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
  directory = harness.app.get(UserDirectory, { strict: false });
  orgId = harness.org.orgId as OrgId;
  mine = harness.org.userIds as UserId[];
  foreign = harness.otherOrg.users.admin as UserId;
});
afterAll(() => harness.stop());

const patch = (id: string, attributes: object) =>
  harness.request('PATCH', `/api/v2/users/${id}`, { body: { data: { type: 'users', id, attributes } } });

describe('UserDirectory', () => {
  it('finds the people of the organization and nobody else', async () => {
    const found = await directory.find(orgId, [...mine, foreign, NOBODY]);
    expect([...found.keys()].sort()).toEqual([...mine].sort());
    const { manager } = harness.org.users;
    const { names, emails } = harness.org;
    const expected = { id: manager, name: names.manager, email: emails.manager, handle: emails.manager, active: true };
    expect(found.get(manager)).toEqual(expected);
  });

  it('keeps what it found of one organization from another', async () => {
    await directory.find(harness.otherOrg.orgId as OrgId, [foreign]);
    expect((await directory.find(orgId, [foreign])).size).toBe(0);
  });

  it('sees a change that was made through this process at once', async () => {
    const id = harness.org.users.responder as UserId;
    await directory.find(orgId, [id]);
    expect((await patch(id, { name: 'Renamed' })).status).toBe(200);
    expect((await directory.find(orgId, [id])).get(id)?.name).toBe('Renamed');
    expect((await patch(id, { disabled: true })).status).toBe(200);
    expect((await directory.find(orgId, [id])).get(id)?.active).toBe(false);
    expect((await patch(id, { disabled: false })).status).toBe(200);
  });

  it('asks the database once for what it knows', async () => {
    const id = harness.org.users.observer as UserId;
    const before = await directory.find(orgId, [id]);
    await harness.database.query(`update users set name = 'Behind its back' where id = $1`, [id]);
    expect(await directory.find(orgId, [id])).toEqual(before);
  });
});

describe.each(['app', 'engine'] as const)('UsersReader and TeamsReader as %s', (login) => {
  const read = <T>(org: OrgId, work: (tx: Tx) => Promise<T>): Promise<T> =>
    login === 'app'
      ? harness.app.get(UnitOfWork, { strict: false }).read(org, work)
      : harness.app.get(EngineUnitOfWork, { strict: false }).run(work);

  it('tells active from known, within the organization', async () => {
    const users = harness.app.get(UsersReader, { strict: false });
    const { observer, admin } = harness.org.users;
    const asked = [admin as UserId, observer as UserId, foreign, NOBODY];
    await patch(observer, { disabled: true });
    const [active, known, admins] = await read(orgId, async (tx) => [
      await users.active(tx, orgId, asked),
      await users.known(tx, orgId, asked),
      await users.admins(tx, orgId),
    ]);
    await patch(observer, { disabled: false });
    expect([...active]).toEqual([admin]);
    expect([...known].sort()).toEqual([admin, observer].sort());
    expect(admins).toEqual([admin]);
  });

  it('finds a team by id and handle, and its members who are not disabled', async () => {
    const teams = harness.app.get(TeamsReader, { strict: false });
    const { teamId, teamHandle, users } = harness.org;
    await patch(users.manager, { disabled: true });
    const found = await read(orgId, async (tx) => ({
      byId: await teams.find(tx, orgId, teamId as TeamId),
      byHandle: await teams.findByHandle(tx, orgId, teamHandle),
      foreign: await teams.find(tx, orgId, harness.otherOrg.teamId as TeamId),
      foreignHandle: await teams.findByHandle(tx, orgId, harness.otherOrg.teamHandle),
      members: await teams.members(tx, orgId, teamId as TeamId),
      foreignMembers: await teams.members(tx, orgId, harness.otherOrg.teamId as TeamId),
    }));
    await patch(users.manager, { disabled: false });
    expect(found).toMatchObject({ byId: { id: teamId }, byHandle: { id: teamId } });
    expect([found.foreign, found.foreignHandle, found.foreignMembers]).toEqual([undefined, undefined, []]);
    expect(found.members).toEqual([users.admin, users.responder]);
  });
});
