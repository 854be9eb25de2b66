import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidError } from '../../kernel/index.js';
import { brokenTextRule } from './body-parser.js';
import { PUBLIC_REASON } from './permissions.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes a form as its body; every other route refuses one. */
    form?: boolean;
  }
}

export type Form = ReadonlyMap<string, string>;

const FORM_TYPE = 'application/x-www-form-urlencoded';
/** What providers post has some 40 fields and is 2 KB long. */
const MAX_BYTES = 16_384;
const MAX_FIELDS = 100;
const MAX_NAME = 100;
const MAX_VALUE = 4_096;

/** A public route that takes a form (application/x-www-form-urlencoded), and why it is public. */
export function PublicForm(reason: string): MethodDecorator {
  return applyDecorators(SetMetadata(PUBLIC_REASON, reason), RouteConfig({ public: true, form: true }));
}

/** The form that was posted; empty without a body. */
export const FormBody = createParamDecorator((_: unknown, context: ExecutionContext): Form => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body === undefined || body === null) return new Map();
  if (body instanceof Map) return body as Form;
  throw wrongType();
});

/** The content type that the request's route takes; undefined where it takes what all others take. */
export function formTypeOf({ routeOptions }: FastifyRequest): string | undefined {
  return routeOptions.config.form === true ? FORM_TYPE : undefined;
}

/** Reads forms for the routes that take one. */
export function registerFormParser(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(FORM_TYPE, { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (request, body, done) => {
    try {
      if (formTypeOf(request) === undefined) throw wrongType();
      done(null, parseForm(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/**
 * Fields by name, in order. A field that comes twice is refused: of two readers, each may take another one. So is
 * percent-encoding that is no UTF-8. Throws `InvalidError`.
 */
export function parseForm(body: Buffer): Form {
  const fields = new Map<string, string>();
  for (const pair of body.toString('latin1').split('&')) {
    if (pair === '') continue;
    const [encodedName = '', ...rest] = pair.split('=');
    const name = decoded(encodedName);
    const value = decoded(rest.join('='));
    if (name === '' || name.length > MAX_NAME) throw refused('', `must have names of 1 to ${MAX_NAME} characters`);
    if (fields.has(name)) throw refused(name, 'must be given once');
    if (value.length > MAX_VALUE) throw refused(name, `must have at most ${MAX_VALUE} characters`);
    fields.set(name, value);
    if (fields.size > MAX_FIELDS) throw refused('', `must have at most ${MAX_FIELDS} fields`);
  }
  return fields;
}

function decoded(text: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refused('', 'must be percent-encoded UTF-8');
  }
  const rule = brokenTextRule(plain);
  if (rule !== undefined) throw refused('', rule);
  return plain;
}

function refused(field: string, rule: string): InvalidError {
  return new InvalidError(`The form ${field === '' ? rule : `field ${field} ${rule}`}.`, [{ in: 'body', field, rule }]);
}

function wrongType(): Error {
  return Object.assign(new Error('Unsupported Media Type'), {
    code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    statusCode: 415,
  });
}
