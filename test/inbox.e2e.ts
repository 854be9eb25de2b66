import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get as httpGet, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoSession } from '../src/capabilities/auth/index.js';
import { ensureBuilt } from '../src/launcher/build.ts';
import { freePort } from '../src/launcher/ports.ts';
import { TenantProcess } from '../src/launcher/tenant-process.ts';
import { environmentFor } from './support/config.js';
import { createDatabase, TEST_SEARCH_PATH } from './support/database.js';
import { startHarness, type Answer, type Harness, type HarnessOptions } from './support/harness.js';
import type { Headers } from './support/organization.js';

const INBOX = '/api/unstable/on-call/inbox';
const PAGES = '/api/unstable/on-call/pages';
const HOSTILE = '<img src=x onerror=alert(1)>"&amp;';

async function page(harness: Harness, userId: string, title: string, more: object = {}): Promise<string> {
  const attributes = { title, urgency: 'high', target: { type: 'user_id', identifier: userId }, ...more };
  const created = await harness.request('POST', PAGES, { body: { data: { type: 'pages', attributes } } });
  expect(created).toMatchObject({ status: 200 });
  await harness.settle();
  return created.body.data.id as string;
}

const titlesOf = (answer: Answer): string[] => answer.body.data.map((message: any) => message.attributes.page.title);

describe('the inbox', () => {
  let harness: Harness;
  const asResponder = (): { headers: Headers } => ({ headers: harness.org.headersOf('responder') });
  let responderPage: string;
  let adminPage: string;

  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
    responderPage = await page(harness, harness.org.users.responder, HOSTILE, { services: ['checkout'] });
    adminPage = await page(harness, harness.org.users.admin, 'Second');
  });
  afterAll(() => harness.stop());

  it('lists the own messages with the facts of their page', async () => {
    const answer = await harness.request('GET', INBOX, asResponder());
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual([
      {
        id: expect.any(String),
        type: 'inbox_messages',
        attributes: {
          delivered_at: expect.any(String),
          cause: 'step',
          step: 1,
          retry: 0,
          user: { id: harness.org.users.responder, name: harness.org.names.responder },
          page: {
            id: responderPage,
            key: 'PAGE-1',
            number: 1,
            title: HOSTILE,
            status: 'TRIGGERED',
            status_role: 'start',
            urgency: 'high',
            services: ['checkout'],
            created_at: expect.any(String),
            version: expect.any(Number),
          },
        },
      },
    ]);
    expect(answer.body.meta.viewer).toEqual({ id: harness.org.users.responder, may_read_all: false });
  });

  it('shows an admin everybody, or one person, and pages through them by cursor', async () => {
    expect(titlesOf(await harness.request('GET', INBOX))).toEqual(['Second']);
    expect(titlesOf(await harness.request('GET', `${INBOX}?filter[user]=all`))).toEqual(['Second', HOSTILE]);
    const one = `${INBOX}?filter[user]=${harness.org.users.responder}`;
    expect(titlesOf(await harness.request('GET', one))).toEqual([HOSTILE]);
    const first = await harness.request('GET', `${INBOX}?filter[user]=all&page[size]=1`);
    expect(titlesOf(first)).toEqual(['Second']);
    const next = `${INBOX}?filter[user]=all&page[size]=1&page[cursor]=${first.body.meta.page.cursor}`;
    const second = await harness.request('GET', next);
    expect(titlesOf(second)).toEqual([HOSTILE]);
    expect(second.body.meta.page).toEqual({ size: 1 });
  });

  it('refuses the inbox of others to everyone else, and people whom the organization does not have', async () => {
    for (const owner of ['all', harness.org.users.admin]) {
      expect(await harness.request('GET', `${INBOX}?filter[user]=${owner}`, asResponder())).toMatchObject({
        status: 403,
      });
    }
    const foreign = await harness.request('GET', `${INBOX}?filter[user]=${harness.otherOrg.users.admin}`);
    const missing = await harness.request('GET', `${INBOX}?filter[user]=00000000-0000-4000-8000-00000000ffff`);
    expect(foreign).toMatchObject({ status: 404 });
    expect(foreign.body).toEqual(missing.body);
    const other = await harness.request('GET', `${INBOX}?filter[user]=all`, { headers: harness.otherOrg.adminHeaders });
    expect(other.body.data).toEqual([]);
  });

  it.each(['page[cursor]=x', 'page[size]=0', 'page[size]=101', 'filter[user]=me', 'page[number]=1'])(
    'refuses %s and names the parameter',
    async (query) => {
      const answer = await harness.request('GET', `${INBOX}?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].source.parameter).toBe(query.split('=')[0]);
    },
  );

  it('gives no names of others to observers', async () => {
    const headers = harness.org.headersOf('observer');
    const own = await harness.request('GET', INBOX, { headers });
    expect(own.body.data).toEqual([]);
    const answer = await harness.request('GET', `${PAGES}/${responderPage}/notifications`, { headers });
    expect(answer.body.data[0].attributes.user).toEqual({ id: harness.org.users.responder });
  });

  it('answers an unchanged inbox without a body and without reading names again', async () => {
    const path = `${INBOX}?filter[user]=all`;
    const first = await harness.request('GET', path);
    const tag = first.headers.get('etag') ?? '';
    const reads = () =>
      harness.database.query(
        `select 1 from audit where action = 'personal_data.read' and org_id = '${harness.org.orgId}'`,
      );
    const before = (await reads()).length;
    const same = await harness.request('GET', path, { headers: { ...harness.org.adminHeaders, 'if-none-match': tag } });
    expect([same.status, same.body]).toEqual([304, undefined]);
    expect((await reads()).length).toBe(before);
    await harness.request('POST', `${PAGES}/${adminPage}/acknowledge`);
    const changed = await harness.request('GET', path, {
      headers: { ...harness.org.adminHeaders, 'if-none-match': tag },
    });
    expect(changed.status).toBe(200);
    expect(changed.body.data[0].attributes.page).toMatchObject({
      status: 'ACKNOWLEDGED',
      status_role: 'middle',
      assignee: { id: harness.org.users.admin, name: harness.org.names.admin },
    });
  });
});

describe('the notifications of a page', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ tenant: 'on-call' });
  });
  afterAll(() => harness.stop());

  it('tell every attempt', async () => {
    const id = await page(harness, harness.org.users.responder, 'Down');
    for (const reference of [id, '1', 'PAGE-1']) {
      const answer = await harness.request('GET', `${PAGES}/${reference}/notifications`);
      expect(answer.body.data).toEqual([
        {
          id: expect.any(String),
          type: 'notifications',
          attributes: {
            user: { id: harness.org.users.responder, name: harness.org.names.responder },
            cause: 'step',
            step: 1,
            retry: 0,
            run: expect.any(Number),
            channel: 'inbox',
            state: 'sent',
            why: 'the person has no notification rule',
            due_at: expect.any(String),
            created_at: expect.any(String),
            finished_at: expect.any(String),
            attempts: [
              {
                attempt: 1,
                channel: 'inbox',
                started_at: expect.any(String),
                finished_at: expect.any(String),
                outcome: 'sent',
              },
            ],
          },
        },
      ]);
    }
  });

  it('say why nobody was notified', async () => {
    const id = await page(harness, harness.org.users.responder, 'Shadow', { is_shadow: true });
    const answer = await harness.request('GET', `${PAGES}/${id}/notifications`);
    expect(answer.body.data[0].attributes).toMatchObject({
      state: 'shadow',
      reason: 'the page is a shadow: recorded, not sent',
      attempts: [],
    });
  });

  it('of another organization are not found, like those of no page', async () => {
    const id = await page(harness, harness.org.users.responder, 'Ours');
    const headers = harness.otherOrg.adminHeaders;
    const foreign = await harness.request('GET', `${PAGES}/${id}/notifications`, { headers });
    const missing = await harness.request('GET', `${PAGES}/00000000-0000-4000-8000-00000000ffff/notifications`, {
      headers,
    });
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(missing.body);
  });
});

/** As `fetch`, which refuses to set Host and Sec-Fetch-Site. */
function signIn(url: string, headers: Record<string, string>): Promise<{ status: number; body: any }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/inbox/demo-session`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

describe('the inbox page', () => {
  const keys = { api_key: 'demo api key', application_key: 'demo application key' };
  const start = (environment: HarnessOptions['environment'] = {}) =>
    startHarness({ tenant: 'on-call', roles: 'api', environment });

  describe('of a demo', () => {
    let harness: Harness;
    const withToken = () => ({ 'x-inbox-token': harness.app.get(DemoSession).token });
    beforeAll(async () => {
      harness = await start({ DEMO_DATA: 'true' });
      harness.app.get(DemoSession).open(keys);
    });
    afterAll(() => harness.stop());

    it('is a page that may load and run only its own files', async () => {
      const response = await fetch(`${harness.url}/inbox`);
      const html = await response.text();
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
          "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=|https?:/i);
    });

    it('finds every file that it names, and each script every module that it imports', async () => {
      const seen = new Set<string>();
      const visit = async (path: string): Promise<void> => {
        if (seen.has(path)) return;
        seen.add(path);
        const response = await fetch(`${harness.url}${path}`);
        expect([path, response.status]).toEqual([path, 200]);
        const text = await response.text();
        expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
        const named = [...text.matchAll(/(?:src|href)="(\/inbox\/[^"]+)"/g)].map(([, found = '']) => found);
        const imported = [...text.matchAll(/from '\.\/([^']+)'/g)].map(([, found = '']) => `/inbox/assets/${found}`);
        for (const next of [...named, ...imported]) await visit(next);
      };
      await visit('/inbox');
      expect(seen.size).toBe(11);
    });

    it('serves nothing but its files', async () => {
      for (const name of ['..%2F..%2Fpackage.json', 'nothing.js', '%2e%2e%2fpackage.json', '__proto__']) {
        expect((await fetch(`${harness.url}/inbox/assets/${name}`)).status).toBe(404);
      }
    });

    it('signs in a browser of this machine', async () => {
      const { host } = new URL(harness.url);
      const browser = { ...withToken(), origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
      expect(await signIn(harness.url, browser)).toEqual({ status: 200, body: keys });
      expect(await signIn(harness.url, browser)).toEqual({ status: 200, body: keys });
    });

    it('signs in nobody who does not know the token', async () => {
      const { token } = harness.app.get(DemoSession);
      expect(token).toMatch(/^[\w-]{43}$/);
      const missing = await signIn(harness.url, {});
      expect(missing.status).toBe(404);
      for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toUpperCase(), 'é'.repeat(43)]) {
        const refused = await signIn(harness.url, { 'x-inbox-token': Buffer.from(wrong).toString('latin1') });
        expect([wrong, refused]).toEqual([wrong, missing]);
      }
      expect(JSON.stringify(missing.body)).not.toContain('demo api key');
    });

    it.each<[string, Record<string, string>]>([
      ['a rebound name', { host: 'attacker.example' }],
      ['a proxy', { 'x-forwarded-for': '192.0.2.7' }],
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['a foreign origin', { origin: 'http://attacker.example' }],
    ])('refuses %s', async (_, headers) => {
      const refused = await signIn(harness.url, { ...withToken(), ...headers });
      expect(refused.status).toBe(404);
      expect(JSON.stringify(refused.body)).not.toContain('demo api key');
    });

    it('allows no other site to read the answer', async () => {
      const headers = await new Promise((resolve) =>
        httpGet(`${harness.url}/inbox`, { headers: { origin: 'http://attacker.example' } }, (response) => {
          response.resume();
          resolve(response.headers);
        }),
      );
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  it('signs nobody in where there is no demo', async () => {
    const harness = await start();
    harness.app.get(DemoSession).open(keys);
    const refused = await signIn(harness.url, { 'x-inbox-token': harness.app.get(DemoSession).token });
    await harness.stop();
    expect(refused.status).toBe(404);
  });

  it('has its token told to the launcher that started the demo', async () => {
    const database = await createDatabase('on-call');
    const folder = mkdtempSync(join(tmpdir(), 'case-management-inbox-'));
    const port = await freePort([]);
    const app = new TenantProcess({
      tenant: 'on-call',
      main: await ensureBuilt(process.cwd(), () => undefined, new AbortController().signal),
      environment: environmentFor('on-call', database.name, {
        DATABASE_SEARCH_PATH: TEST_SEARCH_PATH,
        DEMO_DATA: 'true',
        PORT: String(port),
      }),
      logFile: join(folder, 'log'),
      show: () => undefined,
    });
    try {
      const { api_key, application_key, inbox_token } = await app.ready;
      const signedIn = await signIn(`http://127.0.0.1:${port}`, { 'x-inbox-token': inbox_token });
      expect(signedIn).toEqual({ status: 200, body: { api_key, application_key } });
      expect(readFileSync(join(folder, 'log'), 'utf8')).not.toContain(inbox_token);
    } finally {
      await app.stop();
      rmSync(folder, { recursive: true });
      await database.drop();
    }
  }, 60_000);
});
