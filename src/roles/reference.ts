import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { onSendHookHandler } from 'fastify';
import type { TenantConfig } from '../platform/config/index.js';
import { apiDocument } from './api-document.js';

const PATH = '/docs';

/** The page brings one style of its own inline, and its script sets more; no script is inline. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/**
 * Serves the reference of this tenant's routes under `/docs` and its document under `/docs/openapi.json`, all of it
 * from this process: no network but ours is needed to read it. Public: it says nothing that the repository does not.
 */
export function serveReference(app: NestFastifyApplication, config: TenantConfig): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (route.url !== PATH && !route.url.startsWith(`${PATH}/`)) return;
      route.config = { ...route.config, public: true };
      const own = route.onSend === undefined ? [] : [route.onSend].flat();
      route.onSend = [...own, secure];
    });
  // Made at the first request, not at start.
  SwaggerModule.setup(PATH, app, () => apiDocument(app, config), {
    jsonDocumentUrl: `${PATH}/openapi.json`,
    yamlDocumentUrl: `${PATH}/openapi.yaml`,
    customSiteTitle: `${config.displayName}: API reference`,
    // The validator would send the document's address to another company.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}

/** Who types the address alone wants to see something: the inbox where there is one, else the reference. */
export function serveRoot(app: NestFastifyApplication, config: TenantConfig): void {
  const start = config.workType === 'PAGE' ? '/inbox' : PATH;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', { config: { public: true } }, (_request, reply) => reply.redirect(start));
}

const secure: onSendHookHandler = (_request, reply, payload, done) => {
  void reply.headers(HEADERS);
  done(null, payload);
};
