import { client, v1, v2 } from '@datadog/datadog-api-client';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startHarness, type Harness } from './support/harness.js';
import { startMailServer, type MailServer } from './support/mail-server.js';
import { read, story } from './support/paging.js';

jest.setTimeout(60_000);

const ADDRESS = 'kim.page@elsewhere.example';

let harness: Harness;
let mail: MailServer;
let configuration: client.Configuration;
beforeAll(async () => {
  mail = await startMailServer();
  harness = await startHarness({ tenant: 'on-call', environment: mail.environment });
  const { 'dd-api-key': apiKeyAuth = '', 'dd-application-key': appKeyAuth = '' } = harness.org.adminHeaders;
  // Only host and keys differ from what a customer of the hosted product has.
  configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(harness.url, {}),
    authMethods: { apiKeyAuth, appKeyAuth },
  });
});
afterAll(async () => {
  await harness.stop();
  await mail.stop();
});

/** The id of what a call of the client made. */
function idOf({ data }: { readonly data?: { readonly id?: string } }): string {
  if (data?.id === undefined) throw new Error('the client answered no id');
  return data.id;
}

async function makeUser(): Promise<string> {
  expect(await new v1.AuthenticationApi(configuration).validate()).toMatchObject({ valid: true });
  const users = new v2.UsersApi(configuration);
  const id = idOf(
    await users.createUser({ body: { data: { type: 'users', attributes: { email: ADDRESS, name: 'Kim' } } } }),
  );
  const user = { data: { type: 'users' as const, id } };
  const invited = await users.sendInvitations({
    body: { data: [{ type: 'user_invitations', relationships: { user } }] },
  });
  expect(invited.data).toHaveLength(1);
  return id;
}

async function makeTeam(userId: string): Promise<string> {
  const teams = new v2.TeamsApi(configuration);
  const attributes = { name: 'Payments', handle: 'payments' };
  const teamId = idOf(await teams.createTeam({ body: { data: { type: 'team', attributes } } }));
  const relationships = { user: { data: { type: 'users' as const, id: userId } } };
  await teams.createTeamMembership({ teamId, body: { data: { type: 'team_memberships', relationships } } });
  const members = await teams.getTeamMemberships({ teamId });
  expect(members.data?.map((member) => member.relationships?.user?.data.id)).toEqual([userId]);
  return teamId;
}

async function makeSchedule(api: v2.OnCallApi, userId: string): Promise<string> {
  const layer = {
    name: 'Every day',
    effectiveDate: new Date('2026-01-01T00:00:00Z'),
    rotationStart: new Date('2026-01-01T09:00:00Z'),
    interval: { days: 1 },
    members: [{ user: { id: userId } }],
  };
  const attributes = { name: 'Payments on call', timeZone: 'Europe/Berlin', layers: [layer] };
  const scheduleId = idOf(await api.createOnCallSchedule({ body: { data: { type: 'schedules', attributes } } }));
  const onCall = await api.getScheduleOnCallUser({ scheduleId, include: 'user' });
  expect(onCall.data?.relationships?.user?.data.id).toBe(userId);
  return scheduleId;
}

async function makePolicy(api: v2.OnCallApi, scheduleId: string, userId: string, teamId: string): Promise<string> {
  const attributes = {
    name: 'Payments',
    retries: 1,
    steps: [
      {
        assignment: 'default' as const,
        escalateAfterSeconds: 600,
        targets: [{ id: scheduleId, type: 'schedules' as const }],
      },
      { assignment: 'default' as const, escalateAfterSeconds: 600, targets: [{ id: userId, type: 'users' as const }] },
    ],
  };
  const relationships = { teams: { data: [{ type: 'teams' as const, id: teamId }] } };
  const made = await api.createOnCallEscalationPolicy({
    body: { data: { type: 'policies', attributes, relationships } },
    include: 'teams,steps,steps.targets',
  });
  expect(made._unparsed).toBeFalsy();
  return idOf(made);
}

async function makeRules(api: v2.OnCallApi, teamId: string, policyId: string): Promise<void> {
  const action = (urgency: 'low' | 'high') => ({ type: 'escalation_policy' as const, policyId, urgency });
  const rules = [
    { query: 'tags.env:staging', actions: [action('low')] },
    { query: '', actions: [action('high')] },
  ];
  const set = await api.setOnCallTeamRoutingRules({
    teamId,
    body: { data: { type: 'team_routing_rules', id: teamId, attributes: { rules } } },
    include: 'rules',
  });
  expect(set._unparsed).toBeFalsy();
  expect(set.data?.relationships?.rules?.data).toHaveLength(2);
}

/** The code comes by mail and is given back; that has no operation in the contract. */
async function makeChannel(api: v2.OnCallApi, userId: string): Promise<string> {
  const config = { type: 'email' as const, address: ADDRESS, formats: ['text' as const] };
  const made = await api.createUserNotificationChannel({
    userId,
    body: { data: { type: 'notification_channels', attributes: { config } } },
  });
  const channelId = idOf(made);
  const path = `/api/unstable/on-call/users/${userId}/notification-channels/${channelId}`;
  const asked = { data: { type: 'channel_verifications' } };
  expect((await harness.request('POST', `${path}/verification`, { body: asked })).status).toBe(202);
  const code = /\b\d{6}\b/.exec((await mail.mails.take()).text ?? '')?.[0];
  const body = { data: { type: 'channel_verifications', attributes: { code } } };
  expect((await harness.request('POST', `${path}/verify`, { body })).status).toBe(200);
  const read = await api.getUserNotificationChannel({ userId, channelId });
  expect(read.data?.attributes?.active).toBe(true);
  return channelId;
}

async function makeRule(api: v2.OnCallApi, userId: string, channelId: string): Promise<void> {
  const relationships = { channel: { data: { type: 'notification_channels' as const, id: channelId } } };
  const attributes = { category: 'high_urgency' as const, delayMinutes: 0 };
  const data = { type: 'notification_rules' as const, attributes, relationships };
  await api.createUserNotificationRule({ userId, body: { data } });
  const listed = await api.listUserNotificationRules({ userId });
  expect(listed.data).toHaveLength(1);
}

describe('the official client', () => {
  it('sets on-call up and takes a page through its life', async () => {
    const api = new v2.OnCallApi(configuration);
    const paging = new v2.OnCallPagingApi(configuration);
    const { manager } = harness.org.users;
    const kim = await makeUser();
    const teamId = await makeTeam(kim);
    const scheduleId = await makeSchedule(api, kim);
    await makeRules(api, teamId, await makePolicy(api, scheduleId, manager, teamId));
    await makeRule(api, kim, await makeChannel(api, kim));
    const responders = await api.getTeamOnCallUsers({ teamId, include: 'responders' });
    expect(responders.data?.relationships?.responders?.data?.map((each) => each.id)).toEqual([kim]);

    const target = { type: 'team_handle' as const, identifier: 'payments' };
    const attributes = { title: 'Checkout is down', urgency: 'high' as const, target, tags: ['env:prod'] };
    const pageId = idOf(await paging.createOnCallPage({ body: { data: { type: 'pages', attributes } } }));
    const sent = await mail.mails.take();
    expect(sent.to).toEqual([ADDRESS]);
    expect(sent.subject).toMatch(/Checkout is down/);

    await paging.acknowledgeOnCallPage({ pageId });
    expect(await read(harness, pageId)).toMatchObject({ status: 'ACKNOWLEDGED' });
    await harness.fastForward('20 minutes');
    mail.mails.expectNoMore();

    await paging.escalateOnCallPage({ pageId });
    await harness.settle();
    expect(await read(harness, pageId)).toMatchObject({ status: 'TRIGGERED' });
    // who has no rule is reached over the default channels
    expect((await mail.mails.take()).to).toEqual([harness.org.emails.manager]);

    await paging.resolveOnCallPage({ pageId });
    expect(await read(harness, pageId)).toMatchObject({ status: 'RESOLVED' });
    await harness.fastForward('1 hour');
    mail.mails.expectNoMore();
    const types = (await story(harness, pageId)).map(({ type }) => type).filter((type) => type.startsWith('page.'));
    expect(types).toEqual(
      expect.arrayContaining(['page.triggered', 'page.acknowledged', 'page.escalated', 'page.resolved']),
    );
  });

  it('is told apart by status what is wrong', async () => {
    const paging = new v2.OnCallPagingApi(configuration);
    const pageId = '00000000-0000-0000-0000-00000000dead';
    await expect(paging.acknowledgeOnCallPage({ pageId })).rejects.toMatchObject({ code: 404 });
    const target = { type: 'team_handle' as const, identifier: 'nobody-here' };
    const attributes = { title: 'x', urgency: 'high' as const, target };
    await expect(paging.createOnCallPage({ body: { data: { type: 'pages', attributes } } })).rejects.toMatchObject({
      code: 400,
    });
  });
});
