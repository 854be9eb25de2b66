import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openedContent } from '../src/capabilities/messaging/content.js';
import { startHarness, type Harness } from './support/harness.js';
import { emailConfig, makeActiveChannel, makeChannel, markVerified, phoneConfig } from './support/people.js';

/** Nothing is sent: there is no worker, and what is queued is opened with the installation's secret. */
const PROVIDERS = {
  SMTP_HOST: '127.0.0.1',
  EMAIL_FROM: 'pager@acme.example',
  PHONE_ACCOUNT_SID: 'AC1',
  PHONE_AUTH_TOKEN: 'a token of the tests, long enough',
  PHONE_FROM_NUMBER: '+15005550006',
  PUBLIC_URL: 'https://pager.acme.example',
};

let harness: Harness;
let responder: string;
beforeAll(async () => {
  harness = await startHarness({ tenant: 'on-call', roles: 'api', environment: PROVIDERS });
  responder = harness.org.users.responder;
});
afterAll(() => harness.stop());
beforeEach(async () => {
  await move('25 hours');
  await harness.database.query('delete from notification_channels');
});

const move = (interval: string) =>
  harness.database.query('update test_clock.shift set by = by + $1::interval', [interval]);
const own = () => harness.org.headersOf('responder');
const path = (id: string, what: string, userId = responder) =>
  `/api/unstable/on-call/users/${userId}/notification-channels/${id}/${what}`;

function send(id: string, method?: string, headers = own()) {
  const attributes = method === undefined ? {} : { attributes: { method } };
  const body = { data: { type: 'channel_verifications', ...attributes } };
  return harness.request('POST', path(id, 'verification'), { headers, body });
}

function verify(id: string, code: string, headers = own()) {
  const body = { data: { type: 'channel_verifications', attributes: { code } } };
  return harness.request('POST', path(id, 'verify'), { headers, body });
}

function test(id: string, headers = own()) {
  return harness.request('POST', path(id, 'test'), { headers, body: { data: { type: 'channel_tests' } } });
}

interface Queued {
  readonly via: string;
  readonly content: { readonly kind: string; readonly code?: string };
}

/** What was queued for the channel, the latest first. */
async function queued(channelId: string): Promise<Queued[]> {
  const rows = await harness.database.query<{ id: string; org_id: string; via: string; sealed_content: Buffer }>(
    'select m.id, m.org_id, m.via, m.sealed_content from messages m where m.channel_id = $1 order by m.created_at desc',
    [channelId],
  );
  return rows.map(({ id, org_id: orgId, via, sealed_content: sealed }) => {
    const content = openedContent(harness.config.keyHashingSecret, { orgId, id }, sealed);
    if (content === undefined) throw new Error('cannot be opened');
    return { via, content };
  });
}

async function codeOf(channelId: string): Promise<string> {
  return (await queued(channelId))[0]?.content.code ?? '';
}

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const email = (name: string) => makeChannel(harness, responder, emailConfig(`${name}@acme.example`));

describe('verification of a channel', () => {
  it('sends six digits, and the channel is active once they are given back', async () => {
    const id = await email('kim');
    const sent = await send(id);
    expect(sent).toMatchObject({
      status: 202,
      body: { data: { id, type: 'channel_verifications', attributes: { method: 'email' } } },
    });
    const code = await codeOf(id);
    expect(code).toMatch(/^\d{6}$/);
    expect(JSON.stringify(sent.body)).not.toContain(code);
    expect(await verify(id, code)).toMatchObject({ status: 200, body: { data: { id, attributes: { active: true } } } });
    expect(await verify(id, code)).toMatchObject({ status: 409, body: { errors: [{ code: 'no_code' }] } });
    await move('2 minutes');
    expect(await send(id)).toMatchObject({ status: 409, body: { errors: [{ code: 'already_verified' }] } });
  });

  it('goes to a phone by text message or call, and a text message subscribes it', async () => {
    const id = await makeChannel(harness, responder, phoneConfig('+17039389548'));
    expect(await send(id, 'voice')).toMatchObject({ status: 202, body: { data: { attributes: { method: 'voice' } } } });
    await move('61 seconds');
    await send(id);
    expect((await queued(id)).map((message) => message.via)).toEqual(['sms', 'voice']);
    const { config } = (await verify(id, await codeOf(id))).body.data.attributes;
    expect(config).toMatchObject({ verified: true, sms_subscribed_at: expect.stringMatching(/^\d{4}-/) });
    const mail = await email('kim');
    expect(await send(mail, 'sms')).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/method' } }] },
    });
  });

  it('takes five tries of a code, then none, right or wrong, also when they come at once', async () => {
    const id = await email('kim');
    await send(id);
    const code = await codeOf(id);
    const wrong = await verify(id, other(code));
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ source: { pointer: '/data/attributes/code' } }] } });
    expect(wrong.body.errors[0].detail).toContain('tries left: 4');
    const rest = await Promise.all(Array.from({ length: 8 }, () => verify(id, other(code))));
    expect(rest.filter((answer) => answer.status === 400)).toHaveLength(4);
    expect(rest.filter((answer) => answer.status === 409)).toHaveLength(4);
    expect(await verify(id, code)).toMatchObject({ status: 409 });
  });

  it('takes no code after ten minutes, and only the latest one', async () => {
    const id = await email('kim');
    await send(id);
    const first = await codeOf(id);
    await move('61 seconds');
    await send(id);
    const second = await codeOf(id);
    expect(await verify(id, first)).toMatchObject({ status: first === second ? 200 : 400 });
    await move('10 minutes');
    expect(await verify(id, second)).toMatchObject({ status: 409 });
  });

  it('stores no code and no address beside the channel', async () => {
    const id = await email('only.here');
    await send(id);
    const code = await codeOf(id);
    await verify(id, other(code));
    const found: string[] = [];
    const columns = await harness.database.query<{ table: string; column: string }>(
      `select c.table_name as "table", c.column_name as "column" from information_schema.columns c
        where c.table_schema = 'public'`,
    );
    for (const { table, column } of columns) {
      const [row] = await harness.database.query<{ n: number }>(
        `select count(*)::int as n from "${table}" t where t."${column}"::text ~* $1`,
        [`only\\.here|(^|[^.\\d])${code}(\\D|$)`],
      );
      if ((row?.n ?? 0) > 0) found.push(`${table}.${column}`);
    }
    expect(found).toEqual(['notification_channels.address']);
  });

  it.each(['', '12345', '1234567', 'abcdef', '12345６'])('refuses %j as a code', async (code) => {
    const id = await email('kim');
    expect(await verify(id, code)).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: '/data/attributes/code' } }] },
    });
  });

  it('is for the person and for admins, and is not found elsewhere', async () => {
    const id = await email('kim');
    await send(id);
    const manager = harness.org.headersOf('manager');
    for (const answer of [
      await send(id, undefined, manager),
      await verify(id, '123456', manager),
      await test(id, manager),
    ]) {
      expect(answer).toMatchObject({ status: 403 });
    }
    const elsewhere = harness.otherOrg.adminHeaders;
    for (const answer of [
      await send(id, undefined, elsewhere),
      await verify(id, '123456', elsewhere),
      await test(id, elsewhere),
    ]) {
      expect(answer).toMatchObject({ status: 404 });
    }
    expect(await verify(id, await codeOf(id), harness.org.adminHeaders)).toMatchObject({ status: 200 });
  });
});

describe('limits on what may be sent to a channel', () => {
  it('are one a minute and five an hour to a channel', async () => {
    const id = await email('kim');
    expect(await send(id)).toMatchObject({ status: 202 });
    const soon = await send(id);
    expect(soon).toMatchObject({ status: 429 });
    expect(Number(soon.headers.get('retry-after'))).toBeGreaterThan(50);
    for (let count = 0; count < 4; count += 1) {
      await move('61 seconds');
      expect(await send(id)).toMatchObject({ status: 202 });
    }
    await move('61 seconds');
    expect(await send(id)).toMatchObject({ status: 429 });
    expect(await queued(id)).toHaveLength(5);
    await move('1 hour');
    expect(await send(id)).toMatchObject({ status: 202 });
  });

  it('are ten an hour to a person, also when they come at once', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 14; count += 1) ids.push(await email(`kim${count}`));
    const statuses = (await Promise.all(ids.map((id) => send(id)))).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  });

  it('are ten a day to an address also when many people name it at the same moment', async () => {
    const targets: { readonly userId: string; readonly id: string }[] = [];
    for (let count = 0; count < 16; count += 1) {
      const attributes = { email: `flood-${count}@acme.example`, name: 'Flood' };
      const made = await harness.request('POST', '/api/v2/users', { body: { data: { type: 'users', attributes } } });
      expect(made).toMatchObject({ status: 201 });
      const userId = made.body.data.id as string;
      targets.push({ userId, id: await makeChannel(harness, userId, phoneConfig('+33712345679')) });
    }
    const burst = () =>
      Promise.all(
        targets.map(async ({ userId, id }) => {
          const body = { data: { type: 'channel_verifications' } };
          const { status } = await harness.request('POST', path(id, 'verification', userId), { body });
          return status;
        }),
      );
    const statuses = [...(await burst()), ...(await burst())];
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(10);
    expect(statuses.filter((status) => status !== 202 && status !== 429)).toEqual([]);
  });

  it('are ten a day to an address, whoever names it, and a deleted channel does not lift them', async () => {
    const config = phoneConfig('+33712345678');
    const target = async (org: Harness['org'], userId: string) => {
      const id = await makeChannel(harness, userId, config, org);
      const answer = await harness.request('POST', path(id, 'verification', userId), {
        headers: org.adminHeaders,
        body: { data: { type: 'channel_verifications' } },
      });
      await harness.request('DELETE', `/api/v2/on-call/users/${userId}/notification-channels/${id}`, {
        headers: org.adminHeaders,
      });
      return answer.status;
    };
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      statuses.push(await target(harness.org, responder), await target(harness.otherOrg, harness.otherOrg.users.admin));
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(10);
    expect(statuses.slice(10)).toEqual([429, 429]);
    await move('25 hours');
    expect(await target(harness.org, responder)).toBe(202);
    const [left] = await harness.database.query<{ n: number }>('select count(*)::int as n from requested_messages');
    expect(left?.n).toBe(1);
  });
});

describe('a test notification', () => {
  it('goes to an active channel only', async () => {
    const id = await email('kim');
    expect(await test(id)).toMatchObject({ status: 409, body: { errors: [{ code: 'not_active' }] } });
    await markVerified(harness, id);
    expect(await test(id)).toMatchObject({ status: 202, body: undefined });
    expect(await queued(id)).toEqual([{ via: 'email', content: { kind: 'test' } }]);
    expect(await test(id)).toMatchObject({ status: 429 });
  });
});

describe('an installation without providers', () => {
  it('says that it cannot send, and notes nothing', async () => {
    const bare = await startHarness({ tenant: 'on-call', roles: 'api' });
    try {
      const { responder: person } = bare.org.users;
      const active = await makeActiveChannel(bare, person, phoneConfig('+17039389548'));
      const unproven = await makeChannel(bare, person, emailConfig('kim@acme.example'));
      for (const [id, what, type] of [
        [active, 'test', 'channel_tests'],
        [unproven, 'verification', 'channel_verifications'],
      ] as const) {
        const answer = await bare.request('POST', path(id, what, person), { body: { data: { type } } });
        expect(answer).toMatchObject({ status: 409, body: { errors: [{ code: 'not_configured' }] } });
      }
      expect(await bare.database.query('select 1 from requested_messages')).toEqual([]);
    } finally {
      await bare.stop();
    }
  });
});
