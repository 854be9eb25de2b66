import { client, v1, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';

const NOWHERE = '00000000-0000-0000-0000-00000000dead';
const OFFSET_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call' });
});
afterAll(() => harness.stop());

const invitation = (id: string) => ({
  type: 'user_invitations',
  relationships: { user: { data: { type: 'users', id } } },
});

function invite(ids: readonly string[], headers = harness.org.adminHeaders) {
  return harness.request('POST', '/api/v2/user_invitations', { headers, body: { data: ids.map(invitation) } });
}

/** The official client against the harness. */
function configuration() {
  const { 'dd-api-key': apiKeyAuth = '', 'dd-application-key': appKeyAuth = '' } = harness.org.adminHeaders;
  const made = client.createConfiguration({ authMethods: { apiKeyAuth, appKeyAuth } });
  const { host } = new URL(harness.url);
  const servers = new client.ServerConfiguration('{protocol}://{name}', { protocol: 'http', name: host });
  made.servers = [servers, servers, servers];
  return made;
}

describe('invitations', () => {
  it('are answered in the form that the Terraform provider reads', async () => {
    const { manager, responder } = harness.org.users;
    const answer = await invite([manager, responder, manager]);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body.data.map((each: { relationships: object }) => each.relationships)).toEqual(
      [manager, responder].map((id) => ({ user: { data: { type: 'users', id } } })),
    );
    for (const { id, type, attributes } of answer.body.data) {
      expect(type).toBe('user_invitations');
      expect(attributes).toEqual({
        uuid: id,
        login_method: null,
        invite_type: 'basic_invite',
        created_at: expect.stringMatching(OFFSET_TIME),
        expires_at: expect.stringMatching(OFFSET_TIME),
      });
    }
  });

  it('are audited, once for each person', async () => {
    const { observer } = harness.org.users;
    const { body } = await invite([observer]);
    const rows = await harness.database.query(
      `select a.actor_id, a.after from audit a where a.resource_id = $1 and a.action = 'user.invited'`,
      [observer],
    );
    expect(rows).toEqual([{ actor_id: harness.org.users.admin, after: { invitation_id: body.data[0].id } }]);
  });

  it('are all refused when one person is unknown, of another organization, or disabled', async () => {
    for (const id of [NOWHERE, harness.otherOrg.users.manager]) {
      expect(await invite([harness.org.users.manager, id])).toMatchObject({
        status: 404,
        body: { errors: ['User not found'] },
      });
    }
    const attributes = { email: 'gone@acme.example' };
    const gone = await harness.request('POST', '/api/v2/users', { body: { data: { type: 'users', attributes } } });
    const { id } = gone.body.data;
    await harness.request('DELETE', `/api/v2/users/${id}`);
    expect((await invite([id])).status).toBe(409);
    const rows = await harness.database.query('select 1 from user_invitations v where v.user_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('are for admins', async () => {
    expect((await invite([harness.org.users.observer], harness.org.headersOf('manager'))).status).toBe(403);
  });

  it('serve the official client', async () => {
    const api = new v2.UsersApi(configuration());
    const { manager } = harness.org.users;
    const body: v2.UserInvitationsRequest = {
      data: [{ type: 'user_invitations', relationships: { user: { data: { type: 'users', id: manager } } } }],
    };
    const sent = await api.sendInvitations({ body });
    expect(sent.data?.[0]).toMatchObject({ type: 'user_invitations', attributes: { inviteType: 'basic_invite' } });
    expect(sent.data?.[0]?.attributes?.expiresAt).toBeInstanceOf(Date);
  });
});

describe('validate', () => {
  const validate = (headers: Record<string, string>) => harness.request('GET', '/api/v1/validate', { headers });

  it('says that an API key is valid, without an application key', async () => {
    const { 'dd-api-key': key = '' } = harness.org.adminHeaders;
    const answer = await validate({ 'dd-api-key': key });
    expect(answer).toMatchObject({ status: 200, body: { valid: true } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('refuses as the real service does', async () => {
    expect(await validate({})).toMatchObject({ status: 403, body: { errors: ['API key required'] } });
    const { 'dd-application-key': key = '' } = harness.org.adminHeaders;
    for (const wrong of ['nonsense', key]) {
      expect(await validate({ 'dd-api-key': wrong })).toMatchObject({ status: 403, body: { errors: ['Forbidden'] } });
    }
  });

  it('serves the official client', async () => {
    expect(await new v1.AuthenticationApi(configuration()).validate()).toMatchObject({ valid: true });
  });
});
