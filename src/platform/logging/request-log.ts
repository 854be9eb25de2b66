import type { FastifyInstance } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';

/** One INFO line an answered request: ids and figures, no body, no query values, no header. */
export function registerRequestLog(fastify: FastifyInstance, logger: PinoLogger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.info({
      msg: 'request',
      reqId: request.id,
      traceId: request.traceId,
      orgId: request.actor?.orgId,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
}
