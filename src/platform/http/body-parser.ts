import type { FastifyInstance } from 'fastify';
import secureJson from 'secure-json-parse';
import { InvalidError } from '../../kernel/index.js';

const JSON_TYPES = ['application/json', 'application/vnd.api+json'];
/**
 * Escapes that may hide what PostgreSQL's text cannot hold (NUL), what is no character at all (half a surrogate pair)
 * or a name of `Object.prototype`, and those names themselves.
 */
const SUSPICIOUS = new RegExp(`\\\\u|"(?:${Object.getOwnPropertyNames(Object.prototype).join('|')})"`);
/** Real bodies are some 12 deep; what walks over them (class-transformer) is recursive and would exhaust the stack. */
const MAX_DEPTH = 64;
/**
 * class-transformer compares each member's name with all others of its object: 90,000 members held the event loop for
 * 17 s (measured). Elements are transformed before their number is checked.
 */
const MAX_MEMBERS = 1_000;
const MAX_ELEMENTS = 10_000;

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
  refuseShape(body);
  const value = parse(text);
  if (SUSPICIOUS.test(text)) refuseBrokenText(value, '');
  return value;
}

const [QUOTE, BACKSLASH, COMMA, OBJECT] = [0x22, 0x5c, 0x2c, 0x7b];
const OPENING = new Set([0x5b, OBJECT]);
const CLOSING = new Set([0x5d, 0x7d]);

/** One pass over the bytes, before anything sees them that takes long or recurses. */
function refuseShape(body: Buffer): void {
  const containers: { readonly isObject: boolean; commas: number }[] = [];
  let inText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (CLOSING.has(byte)) containers.pop();
    else if (OPENING.has(byte)) {
      containers.push({ isObject: byte === OBJECT, commas: 0 });
      if (containers.length > MAX_DEPTH) refuse(`must not be nested deeper than ${MAX_DEPTH} levels`);
    } else if (byte === COMMA) {
      const container = containers.at(-1);
      if (container !== undefined) refuseMore(container);
    }
  }
}

function refuseMore(container: { readonly isObject: boolean; commas: number }): void {
  container.commas += 1;
  if (container.isObject && container.commas >= MAX_MEMBERS)
    refuse(`must not hold objects of more than ${MAX_MEMBERS} members`);
  if (container.commas >= MAX_ELEMENTS) refuse(`must not hold lists of more than ${MAX_ELEMENTS} elements`);
}

function refuse(rule: string): never {
  throw new InvalidError(`The body ${rule}.`, [{ in: 'body', field: '', rule }]);
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
      if (isBuiltIn(key)) {
        const field = `${pointer}/${key}`;
        const rule = 'is not a known attribute';
        throw new InvalidError(`${field} ${rule}`, [{ in: 'body', field, rule }]);
      }
      refuseBrokenText(key, `${pointer}/${key.replaceAll('\0', '\\u0000').toWellFormed()}`);
      refuseBrokenText(member, `${pointer}/${key}`);
    }
  }
}

/** A name that every object has (`toString`): class-transformer leaves such members out without a word. */
export function isBuiltIn(name: string): boolean {
  return name in Object.prototype;
}

/** Which rule for text a string breaks, or undefined. */
export function brokenTextRule(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain a NUL character';
  if (!text.isWellFormed()) return 'must not contain half of a surrogate pair';
  return undefined;
}
