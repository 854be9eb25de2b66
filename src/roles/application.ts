import rateLimit from '@fastify/rate-limit';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import { AppModule } from '../app.module.js';
import { Authenticator, registerAuthentication } from '../capabilities/auth/index.js';
import { LimitError } from '../kernel/index.js';
import type { RoleName, TenantConfig } from '../platform/config/index.js';
import { httpAdapter, registerHooks, RouteTable } from '../platform/http/index.js';
import { registerRequestLog } from '../platform/logging/index.js';
import { Metrics, registerRequestMetrics } from '../platform/metrics/index.js';
import { serveReference, serveRoot } from './reference.js';

/** A process of the tenant, ready to listen: every role has health and metrics, the role `api` has the routes. */
export async function createApplication(
  config: TenantConfig,
  roles: ReadonlySet<RoleName>,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, roles), httpAdapter(config), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  const fastify = app.getHttpAdapter().getInstance();
  registerHooks(fastify, app.get(RouteTable));
  registerRequestLog(fastify, await app.resolve(PinoLogger));
  registerRequestMetrics(fastify, app.get(Metrics));
  registerAuthentication(fastify, app.get(Authenticator));
  await fastify.register(rateLimit, {
    max: config.http.rate_limit_per_minute,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.rateKey ?? request.ip,
    // by address where there is no key; the probes, the files of the inbox and the reference are free
    allowList: (request) => request.routeOptions.config.public === true && !request.url.startsWith('/api/'),
    errorResponseBuilder: (_request, context) =>
      new LimitError(
        `More than ${context.max} requests a minute with this key; try again in ${Math.ceil(context.ttl / 1000)} s.`,
        Math.ceil(context.ttl / 1000),
        'rate_limited',
      ),
  });
  if (roles.has('api')) {
    serveReference(app, config);
    serveRoot(app, config);
  }
  return app;
}
