import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { permissionsOf, ROLES, type Role } from '../src/capabilities/auth/index.js';
import { newKey } from '../src/capabilities/auth/key.js';
import { PERMISSIONS, type Permission } from '../src/kernel/index.js';
import { ownerDataSource } from '../src/platform/database/index.js';
import { HttpModule, Public, Requires, RouteTable } from '../src/platform/http/index.js';
import { insertKey } from '../src/roles/organization.js';
import { fingerprint } from './support/fingerprint.js';
import { startHarness, type Harness } from './support/harness.js';
import { answersPlainErrors, pathOf, routesOf, titleOf, type Route } from './support/routes.js';

jest.setTimeout(120_000);

/** How a person is reached is for that person and for admins, whatever else others may. */
const OF_THE_PERSON: readonly Role[] = ['manager', 'responder', 'observer'];

/** Handlers that ask more than the declared permission, and of which roles: a person may read themselves (DESIGN §4.12). */
const STRICTER: Readonly<Record<string, readonly Role[]>> = {
  'UsersController.get': ['observer'],
  'NotificationChannelsController.list': OF_THE_PERSON,
  'NotificationChannelsController.get': OF_THE_PERSON,
  'NotificationChannelsController.remove': OF_THE_PERSON,
  'NotificationRulesController.list': OF_THE_PERSON,
  'NotificationRulesController.get': OF_THE_PERSON,
  'NotificationRulesController.remove': OF_THE_PERSON,
};

const PUBLIC_EVERYWHERE = [
  'HealthController.details',
  'HealthController.live',
  'HealthController.ready',
  'MetricsController.read',
  'ValidateController.validate',
];
const PUBLIC = {
  'on-call': [
    ...PUBLIC_EVERYWHERE,
    'InboxPageController.asset',
    'InboxPageController.demoSession',
    'InboxPageController.page',
    'LinksController.act',
    'LinksController.show',
    'LiveCallWebhooksController.answer',
    'LiveCallWebhooksController.ask',
    'LiveCallWebhooksController.dialed',
    'LiveCallWebhooksController.received',
    'LiveCallWebhooksController.recorded',
    'LiveCallWebhooksController.status',
    'PhoneWebhooksController.keys',
    'PhoneWebhooksController.sms',
    'PhoneWebhooksController.status',
    'PrivateCalendarsController.get',
  ],
  'case-management': PUBLIC_EVERYWHERE,
};
/** Served without a controller: the API reference, the same for everyone, and the way to it from the bare address. */
const UNCONTROLLED = /^\/(?:docs(?:\/|$)|$)/;

describe.each(['on-call', 'case-management'] as const)('roles and routes of %s', (tenant) => {
  let harness: Harness;
  let all: Route[];
  let routes: Route[];

  beforeAll(async () => {
    harness = await startHarness({ tenant, roles: 'api' });
    all = routesOf(harness);
    routes = all.filter((route) => route.publicReason === undefined);
  });
  afterAll(() => harness.stop());

  it('has these public routes, and no other', () => {
    const handlers = all.filter((route) => route.publicReason !== undefined).map((route) => route.handler);
    expect(handlers.sort()).toEqual([...PUBLIC[tenant]].sort());
  });

  it('serves nothing that is not a declared route or the reference', () => {
    const known = new Set(all.map((route) => route.path.replace(/\{(\w+)\}/g, ':$1')));
    const paths = harness.app
      .get(RouteTable, { strict: false })
      .paths()
      .filter((path) => path !== '*' && !known.has(path));
    expect(paths.filter((path) => !UNCONTROLLED.test(path))).toEqual([]);
  });

  it('declares a permission that exists for every other route', () => {
    const wrong = routes.filter(({ permission }) => !PERMISSIONS.includes(permission as Permission));
    expect(wrong.map((route) => route.handler)).toEqual([]);
  });

  it.each(ROLES)('lets %s do what its permissions allow, and answers 403 to all else', async (role) => {
    const before = await fingerprint(harness.database);
    const permissions = permissionsOf(role);
    const wrong: string[] = [];
    for (const route of routes) {
      const path = pathOf(route, {});
      const headers = harness.org.headersOf(role);
      // ids that nothing has and an empty body: whoever may call it is told 400 or 404, and nothing is written
      const answer = await harness.request(
        route.method,
        path,
        route.body === undefined ? { headers } : { headers, body: {} },
      );
      const { permission = 'none' } = route;
      const lacks = !permissions.has(permission as Permission);
      const forbidden = lacks || STRICTER[route.handler]?.includes(role) === true;
      if ((answer.status === 403) !== forbidden) wrong.push(`${titleOf(route)} (${permission}): ${answer.status}`);
      if (answer.status === 401 || answer.status >= 500) wrong.push(`${titleOf(route)}: ${answer.status}`);
      if (lacks && !sentenceOf(answer.body).includes(permission))
        wrong.push(`${titleOf(route)}: ${sentenceOf(answer.body)}`);
    }
    expect(wrong).toEqual([]);
    expect(await fingerprint(harness.database)).toEqual(before);
  });

  it('answers 401 to every kind of wrong credentials, on every route, in the form of the path', async () => {
    const { org, otherOrg, config, database } = harness;
    const owner = await ownerDataSource(config).initialize();
    const key = (kind: 'api' | 'application') => {
      const facts = { kind, orgId: org.orgId, userId: org.users.admin, name: `dead ${kind}` };
      return insertKey(owner, config.keyHashingSecret, facts);
    };
    const [revoked, expired, revokedApi, expiredApi] = [
      await key('application'),
      await key('application'),
      await key('api'),
      await key('api'),
    ];
    await owner.destroy();
    for (const table of ['application_keys', 'api_keys']) {
      await database.query(
        `update ${table} k set revoked_at = clock_timestamp() where k.id = (select min(d.id::text)::uuid from ${table} d where d.name like 'dead %')`,
      );
      await database.query(
        `update ${table} k set expires_at = clock_timestamp() - interval '1 second' where k.name like 'dead %' and k.revoked_at is null`,
      );
    }
    const { 'dd-api-key': api = '', 'dd-application-key': application = '' } = org.adminHeaders;
    const { 'dd-application-key': otherApplication = '' } = otherOrg.adminHeaders;
    const pair = (first: string, second: string) => ({ 'dd-api-key': first, 'dd-application-key': second });
    const wrong: Record<string, Record<string, string>> = {
      'no credentials': {},
      'an API key alone': { 'dd-api-key': api },
      'an application key alone': { 'dd-application-key': application },
      'two API keys': pair(api, api),
      'exchanged keys': pair(application, api),
      'an unknown API key': pair(newKey('api'), application),
      'an unknown application key': pair(api, newKey('application')),
      'a mistyped key': pair(api, `${application.slice(0, -1)}x`),
      'an application key of another organization': pair(api, otherApplication),
      'a dead application key': pair(api, revoked),
      'another dead application key': pair(api, expired),
      'a dead API key': pair(revokedApi, application),
      'another dead API key': pair(expiredApi, application),
      'an API key as bearer': { authorization: `Bearer ${api}` },
      'an unknown bearer': { authorization: `Bearer ${newKey('application')}` },
      'a dead bearer': { authorization: `Bearer ${revoked}` },
      'another dead bearer': { authorization: `Bearer ${expired}` },
      'an empty bearer': { authorization: 'Bearer ' },
      'basic credentials': { authorization: `Basic ${Buffer.from(`${api}:${application}`).toString('base64')}` },
    };
    const seen: string[] = [];
    for (const route of routes) {
      const path = pathOf(route, {});
      for (const [name, headers] of Object.entries(wrong)) {
        const { status, body } = await harness.request(route.method, path, { headers });
        const form = answersPlainErrors(path)
          ? typeof body.errors?.[0] === 'string'
          : body.errors?.[0]?.status === '401';
        if (status !== 401 || !form) seen.push(`${titleOf(route)} with ${name}: ${status}`);
      }
      const good = await harness.request(route.method, path, {
        headers: { authorization: `Bearer ${application}` },
        ...(route.body === undefined ? {} : { body: {} }),
      });
      if (good.status === 401 || good.status === 403) seen.push(`${titleOf(route)} with a bearer: ${good.status}`);
    }
    expect(seen).toEqual([]);
  });
});

describe('a route that declares nothing', () => {
  @Controller('bare')
  class BareController {
    @Get()
    @Requires('audit_read')
    closed(): string {
      return 'closed';
    }
    @Get('public')
    @Public('a test')
    public(): string {
      return 'public';
    }
    @Get('open')
    open(): string {
      return 'open';
    }
  }
  @Module({ imports: [HttpModule], controllers: [BareController] })
  class BareModule {}

  it('stops the start, and is named', async () => {
    const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false, abortOnError: false });
    await expect(app.init()).rejects.toThrow(
      'These routes declare neither a permission nor why they are public: BareController.open',
    );
    await app.close().catch(() => undefined);
  });
});

function sentenceOf(body: { errors?: (string | { detail?: string })[] } | undefined): string {
  const first = body?.errors?.[0];
  return (typeof first === 'string' ? first : first?.detail) ?? '';
}
