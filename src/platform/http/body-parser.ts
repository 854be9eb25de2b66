import type { FastifyInstance } from 'fastify';
import secureJson from 'secure-json-parse';
import { InvalidError } from '../../kernel/index.js';

const JSON_TYPES = ['application/json', 'application/vnd.api+json'];
/** Escapes that PostgreSQL's text cannot hold (NUL) or that are no character at all (half a surrogate pair). */
const SUSPICIOUS = /\\u0000|\\ud[89a-f]/i;

/**
 * One parser for both JSON types. Bytes that are no UTF-8 are refused instead of being replaced, an empty body is
 * `undefined` (acknowledge, escalate and resolve have none), `__proto__` and `constructor.prototype` are refused.
 */
export function registerBodyParser(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = decode(body);
  const value = parse(text);
  if (SUSPICIOUS.test(text)) refuseBrokenText(value, '');
  return value;
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new InvalidError('The body is not valid UTF-8.', [{ in: 'body', field: '', rule: 'must be valid UTF-8' }]);
  }
}

function parse(text: string): unknown {
  try {
    return secureJson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    const message = (error as Error).message;
    if (message.includes('forbidden prototype property')) {
      const rule = 'must not hold the member __proto__ or constructor.prototype';
      throw new InvalidError(`The body ${rule}.`, [{ in: 'body', field: '', rule }]);
    }
    throw new InvalidError(`The body is not valid JSON: ${message}`, [
      { in: 'body', field: '', rule: 'must be valid JSON' },
    ]);
  }
}

function refuseBrokenText(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    const rule = brokenTextRule(value);
    if (rule !== undefined) throw new InvalidError(`${pointer} ${rule}`, [{ in: 'body', field: pointer, rule }]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      refuseBrokenText(key, `${pointer}/${key.replaceAll('\0', '\\u0000').toWellFormed()}`);
      refuseBrokenText(member, `${pointer}/${key}`);
    }
  }
}

/** Which rule for text a string breaks, or undefined. */
export function brokenTextRule(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain a NUL character';
  if (!text.isWellFormed()) return 'must not contain half of a surrogate pair';
  return undefined;
}
