import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidError } from '../../kernel/index.js';
import type { TenantConfig } from '../config/index.js';
import { isBuiltIn, registerBodyParser } from './body-parser.js';
import { sendError } from './error.filter.js';
import { errorResponse, titleOf } from './error-response.js';
import { registerFormParser } from './form-body.js';
import { mediaTypeOf } from './media-type.js';
import type { RouteTable } from './route-table.js';

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Sent twice, two servers in a chain may each read another one (RFC 9110 §5.3 forbids it). */
const SINGLE_HEADERS = new Set([
  'dd-api-key',
  'dd-application-key',
  'authorization',
  'content-type',
  'content-length',
  'idempotency-key',
  'host',
]);

/** Parameters that are one comma list; the official TypeScript client sends `include` once for each word instead. */
const COMMA_LIST = /^(include|fields\[[^\]]*\])$/;

/** The HTTP server, without routes. Ids come from the caller's `x-request-id` where it is sane. */
export function httpAdapter(config: TenantConfig): FastifyAdapter {
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: config.http.body_limit_bytes,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    frameworkErrors: (error, request, reply) => {
      sendError(request, reply, errorResponse(error));
    },
    clientErrorHandler: (error, socket) => {
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
      const title = titleOf(status);
      const body = JSON.stringify({
        errors: [{ status: String(status), title, detail: 'The request is not valid HTTP.' }],
      });
      if (!socket.writable) return;
      socket.end(
        `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/vnd.api+json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    },
  };
  return new FastifyAdapter(options);
}

/** Hooks that every request meets, in this order: request facts, duplicate headers, content type of the answer. */
export function registerHooks(fastify: FastifyInstance, routes: RouteTable): void {
  registerBodyParser(fastify);
  registerFormParser(fastify);
  fastify.decorateRequest('traceId', '');
  fastify.addHook('onRoute', (route) => {
    routes.add(route.method, route.url);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const parent = request.headers.traceparent;
    const trace = typeof parent === 'string' ? TRACE_PARENT.exec(parent)?.[1] : undefined;
    request.traceId = trace ?? randomBytes(16).toString('hex');
    void reply.header('x-request-id', request.id).header('content-type', mediaTypeOf(request.url));
    done(refusal(request));
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (payload === undefined || payload === null || payload === '') reply.removeHeader('content-type');
    done(null, payload);
  });
}

function refusal(request: FastifyRequest): InvalidError | undefined {
  const twice = duplicateHeader(request.raw.rawHeaders);
  if (twice !== undefined) {
    const rule = 'must be sent once';
    return new InvalidError(`the header ${twice} ${rule}`, [{ in: 'header', field: twice, rule }]);
  }
  const query = request.query as Record<string, string | string[]>;
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value) && COMMA_LIST.test(name)) query[name] = value.join(',');
  }
  for (const [name, value] of Object.entries(query)) {
    const rule = parameterRule(name, value);
    if (rule !== undefined) return new InvalidError(`${name} ${rule}`, [{ in: 'query', field: name, rule }]);
  }
  if (request.url.split('?', 1)[0]?.includes('%00') === true) {
    const rule = 'must not contain a NUL character';
    return new InvalidError(`the path ${rule}`, [{ in: 'path', field: 'path', rule }]);
  }
  return undefined;
}

function parameterRule(name: string, value: string | string[]): string | undefined {
  if (Array.isArray(value)) return 'must be given once';
  if (isBuiltIn(name)) return 'is not a known parameter';
  return name.includes('\0') || value.includes('\0') ? 'must not contain a NUL character' : undefined;
}

function duplicateHeader(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}
