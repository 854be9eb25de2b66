import { isFree } from './examples.js';
import type { Schema } from './routes.js';

/** A body with one mistake: `pointer` is where it is, `body` what is sent (a string is sent as it is). */
export interface BadBody {
  readonly name: string;
  readonly pointer: string;
  readonly body: unknown;
}

type Path = readonly (string | number)[];
type Mistake = readonly [name: string, value: unknown];

const MISSING = Symbol('missing');

/** Every way in which one member of `example` can break its schema. */
export function badBodies(schema: Schema, example: unknown): BadBody[] {
  return [...walk(schema, example, [])].flatMap(({ path, schema: at, value, required }) => {
    const isItem = typeof path.at(-1) === 'number';
    const wrong = wrongValues(at, value).filter(([name]) => !isItem || name !== 'blank');
    const mistakes = [...wrong, ...(required ? [['missing', MISSING] as const] : [])];
    // what is wrong with an item is told of its list
    const pointer = path
      .map((part) => `/${part}`)
      .join('')
      .replace(/\/0$/, '');
    return mistakes.map(([name, bad]) => {
      const member = MEMBERS.exec(name)?.[1];
      return {
        name: `${pointer === '' ? '/' : pointer} ${name}`,
        pointer: member === undefined ? pointer : path.map((part) => `/${part}`).join('') + `/${member}`,
        body: replaced(example, path, bad),
      };
    });
  });
}

const MEMBERS = /^unknown member (\w+)$/;

interface Place {
  readonly path: Path;
  readonly schema: Schema;
  readonly value: unknown;
  readonly required: boolean;
}

function* walk(schema: Schema, value: unknown, path: Path, required = false): Generator<Place> {
  if (isFree(schema)) return;
  yield { path, schema, value, required };
  if (Array.isArray(value) && schema.items !== undefined && value.length > 0) {
    yield* walk(schema.items, value[0], [...path, 0]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      const at = schema.properties?.[name];
      if (at !== undefined) yield* walk(at, member, [...path, name], schema.required?.includes(name) === true);
    }
  }
}

function wrongValues(schema: Schema, value: unknown): Mistake[] {
  const nothing: Mistake[] = schema.nullable === true ? [] : [['null', null]];
  if (Array.isArray(value)) return [...nothing, ...wrongLists(schema, value)];
  if (schema.properties !== undefined) return [...nothing, ...wrongObjects(value as object)];
  if (schema.enum !== undefined) return [...nothing, ['unknown word', 'no-such-word'], ['number', 7], ['list', []]];
  switch (schema.type) {
    case 'integer':
    case 'number':
      return [...nothing, ...wrongNumbers(schema)];
    case 'boolean':
      return [...nothing, ['text for a flag', 'true'], ['number for a flag', 1], ['object', {}]];
    default:
      return [...nothing, ...wrongTexts(schema, value)];
  }
}

function wrongTexts(schema: Schema, value: unknown): Mistake[] {
  const text = String(value);
  const uuid = schema.format === 'uuid' || /^[0-9a-f]{8}-/.test(text);
  return [
    ['number for a text', 7],
    ['flag for a text', true],
    ['list for a text', [text]],
    ['object for a text', { text }],
    ['NUL', `${text}\0`],
    ['half a surrogate pair', `${text}\ud800`],
    ...(schema.maxLength === undefined ? [] : [['too long', 'x'.repeat(schema.maxLength + 1)] as const]),
    ...(schema.minLength === undefined ? [] : [['empty', ''] as const, ['blank', ' \t\n\u00a0'] as const]),
    ...(uuid ? [['no UUID', 'not-a-uuid'] as const, ['UUID and more', `${text}0`] as const] : []),
    ...(/^\d{4}-\d\d-\d\dT/.test(text)
      ? [['year 99999', '99999-01-01T00:00:00Z'] as const, ['30 February', '2030-02-30T00:00:00Z'] as const]
      : []),
    ...(/^\d{4}-\d\d-\d\d$/.test(text)
      ? [['year 99999', '99999-01-01'] as const, ['30 February', '2030-02-30'] as const]
      : []),
    ...(QUERY_LANGUAGE.test(schema.description ?? '') ? [['invalid query', 'status:('] as const] : []),
  ];
}

export const QUERY_LANGUAGE = /query language/i;

function wrongNumbers({ minimum, maximum }: Schema): Mistake[] {
  return [
    ['text for a number', '1'],
    ['fraction', 1.5],
    ['list for a number', [1]],
    ['flag for a number', true],
    ['huge', 1e300],
    ...(minimum === undefined ? [] : [['too small', minimum - 1] as const]),
    ...(maximum === undefined ? [] : [['too large', maximum + 1] as const]),
  ];
}

/** More than any list may hold. */
const TOO_MANY = 1001;

function wrongLists(schema: Schema, value: readonly unknown[]): Mistake[] {
  return [
    ['object for a list', { 0: value[0] }],
    ['text for a list', 'x'],
    ['null in a list', [null]],
    ['list in a list', [[]]],
    [`${TOO_MANY} items`, Array.from({ length: TOO_MANY }, () => value[0])],
    ...(schema.maxItems === undefined
      ? []
      : [['too many items', Array.from({ length: schema.maxItems + 1 }, () => value[0])] as const]),
    ...(schema.minItems === undefined || schema.minItems === 0 ? [] : [['no items', []] as const]),
  ];
}

function wrongObjects(value: object): Mistake[] {
  return [
    ['list for an object', [value]],
    ['empty list for an object', []],
    ['text for an object', 'x'],
    ['number for an object', 7],
    ['unknown member surprise', { ...value, surprise: 1 }],
    ['unknown member hasOwnProperty', { ...value, hasOwnProperty: 1 }],
    ['unknown member toString', { ...value, toString: 'x' }],
  ];
}

function replaced(whole: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole)) return whole.map((each, index) => (index === first ? replaced(each, rest, value) : each));
  const copy = { ...(whole as Record<string, unknown>) };
  if (value === MISSING && rest.length === 0) {
    return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== first));
  }
  copy[first] = replaced(copy[first], rest, value);
  return copy;
}

/** Bodies that are wrong whatever the operation reads. JSON texts, sent as they are. */
export function brokenJson(example: unknown): BadBody[] {
  const json = JSON.stringify(example);
  const inside = json.replace(/^\{/, '');
  const deep = 100_000;
  return [
    { name: 'truncated JSON', pointer: '', body: json.slice(0, -1) },
    { name: 'two documents', pointer: '', body: `${json}${json}` },
    { name: 'a raw NUL', pointer: '', body: json.replace('{', '{"\0":1,') },
    { name: '__proto__', pointer: '', body: `{"__proto__":{"admin":true},${inside}` },
    { name: 'escaped __proto__', pointer: '', body: `{"__pr\\u006fto__":{"admin":true},${inside}` },
    { name: 'constructor.prototype', pointer: '', body: `{"constructor":{"prototype":{"admin":true}},${inside}` },
    { name: 'a list', pointer: '', body: `[${json}]` },
    { name: 'null', pointer: '', body: 'null' },
    { name: 'a number', pointer: '', body: '1' },
    { name: 'a text', pointer: '', body: '"x"' },
    { name: 'false', pointer: '', body: 'false' },
    { name: 'an empty object', pointer: '', body: '{}' },
    { name: '100,000 lists in each other', pointer: '', body: `${'['.repeat(deep)}${']'.repeat(deep)}` },
    {
      name: '100,000 objects in each other',
      pointer: '',
      body: `{${inside.slice(0, -1)},"meta":${'{"a":'.repeat(deep)}1${'}'.repeat(deep + 1)}`,
    },
  ];
}
