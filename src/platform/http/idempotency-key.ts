import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InvalidError } from '../../kernel/index.js';

const FORM = /^[\x21-\x7e]{1,255}$/;

/** The header `Idempotency-Key`, or undefined. Throws `InvalidError` for a key that is too long or not printable. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && FORM.test(value)) return value;
  const rule = 'must be 1 to 255 printable ASCII characters without spaces';
  throw new InvalidError(`the header Idempotency-Key ${rule}`, [{ in: 'header', field: 'Idempotency-Key', rule }]);
});
