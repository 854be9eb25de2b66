import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorResponse, titleOf, type ErrorResponse } from './error-response.js';
import { formTypeOf } from './form-body.js';
import { isPlainErrorPath, mediaTypeOf } from './media-type.js';
import { RouteTable } from './route-table.js';

@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = this.wrongMethod(request, reply) ?? errorResponse(error, formTypeOf(request));
    if (reply.sent) return;
    if (error instanceof HttpException && request.url.startsWith('/health')) {
      // Terminus carries the state of each dependency in its exception; that body is the point of the route.
      void reply.status(error.getStatus()).send(error.getResponse());
      return;
    }
    this.log(error, answer.status, request.id);
    sendError(request, reply, answer);
  }

  /** What heals by itself is no ERROR: the caller is told to try again. */
  private log(error: unknown, status: number, reqId: string): void {
    if (status === 503) this.logger.warn({ reqId, reason: (error as Error).message, msg: 'request not served' });
    else if (status >= 500) this.logger.error({ err: error, reqId, msg: 'request failed' });
  }

  /** Fastify knows no 405: a path without this method is "not found" to it. */
  private wrongMethod(request: FastifyRequest, reply: FastifyReply): ErrorResponse | undefined {
    if (!request.is404) return undefined;
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return undefined;
    void reply.header('allow', allowed.join(', '));
    const detail = `${request.method} is not allowed here; allowed: ${allowed.join(', ')}`;
    return { status: 405, errors: [{ status: '405', title: titleOf(405), detail }] };
  }
}

/** Users and teams answer errors as strings, everything else as objects (contract/NOTES.md §9). */
export function sendError(request: FastifyRequest, reply: FastifyReply, answer: ErrorResponse): void {
  const errors = isPlainErrorPath(request.url)
    ? answer.errors.map((error) => error.detail ?? error.title)
    : answer.errors;
  if (answer.retryAfterSeconds !== undefined) void reply.header('retry-after', answer.retryAfterSeconds);
  void reply.status(answer.status).header('content-type', mediaTypeOf(request.url)).send({ errors });
}
