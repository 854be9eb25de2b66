import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set by the authentication hook on every route that is not public. */
    actor?: Actor;
    /** Id of the key that the rate is counted for. */
    rateKey?: string;
    /** W3C trace id of the caller, or one made here. */
    traceId: string;
  }
  interface FastifyContextConfig {
    public?: boolean;
  }
}

/** The authenticated caller. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (actor === undefined) throw new Error('a public route has no actor');
  return actor;
});
