import { isUuid } from '../../kernel/index.js';
import { momentRange, numberRange } from './bounds.js';
import type { Field } from './field-catalog.js';
import { foldCase } from './fold-case.js';
import { readMoment, type WrittenMoment } from './moment.js';
import type { Query, Range } from './query.js';
import { QueryError } from './query-error.js';
import type { SyntaxComparison, SyntaxPart, SyntaxRange, SyntaxValue } from './syntax.js';

/** The node of one `field:value`, `field:>value` or `field:[a TO b]`. Throws QueryError when the value does not fit. */
export function fieldValue(field: Field, written: SyntaxValue | SyntaxComparison | SyntaxRange): Query {
  if (written.type === 'value') return isStar(written) ? present(field) : equality(field, written);
  if (field.kind === 'instant') {
    return { type: 'instant', field: field.name, range: range(written, momentRange, (value) => moment(field, value)) };
  }
  if (field.kind === 'number') {
    return { type: 'number', field: field.name, range: range(written, numberRange, (value) => number(field, value)) };
  }
  const position = written.type === 'range' ? written.position : written.value.position;
  throw new QueryError(`"${field.name}" has no order to compare by at position ${position}`, position);
}

function range<T, B>(
  written: SyntaxComparison | SyntaxRange,
  compare: (operator: SyntaxComparison['operator'], value: T) => Range<B>,
  read: (value: SyntaxValue) => T,
): Range<B> {
  if (written.type === 'comparison') return compare(written.operator, read(written.value));
  return {
    ...(isStar(written.from) ? {} : compare('>=', read(written.from))),
    ...(isStar(written.to) ? {} : compare('<=', read(written.to))),
  };
}

function present(field: Field): Query {
  const node = { field: field.name, many: isMany(field) };
  if (field.key === undefined) return { type: 'present', ...node };
  return { type: 'pattern', ...node, pattern: [`${foldCase(field.key)}:`, { wildcard: '*' }] };
}

function equality(field: Field, written: SyntaxValue): Query {
  switch (field.kind) {
    case 'keyword':
    case 'keywords':
      return keyword(field, written);
    case 'id':
    case 'ids':
      return { type: 'id', field: field.name, many: isMany(field), values: [id(field, written)] };
    case 'boolean':
      return { type: 'boolean', field: field.name, value: boolean(field, written) };
    case 'number': {
      const value = number(field, written);
      return { type: 'number', field: field.name, range: { ...numberRange('>=', value), ...numberRange('<=', value) } };
    }
    case 'instant': {
      const value = moment(field, written);
      return {
        type: 'instant',
        field: field.name,
        range: { ...momentRange('>=', value), ...momentRange('<=', value) },
      };
    }
  }
}

function refuseUnknown({ name, values }: Field, value: string, position: number): void {
  if (values === undefined || values.some((each) => foldCase(each) === value)) return;
  throw new QueryError(`"${name}" at position ${position} must be one of ${values.join(', ')}`, position);
}

function keyword(field: Field, written: SyntaxValue): Query {
  const parts = withKey(field, written.parts).map((part) => (typeof part === 'string' ? foldCase(part) : part));
  const node = { field: field.name, many: isMany(field) };
  if (!parts.every((part) => typeof part === 'string')) return { type: 'pattern', ...node, pattern: parts };
  const value = parts.join('');
  refuseUnknown(field, value, written.position);
  return { type: 'keyword', ...node, values: [value] };
}

function withKey({ key }: Field, parts: readonly SyntaxPart[]): readonly SyntaxPart[] {
  if (key === undefined) return parts;
  const [first, ...rest] = parts;
  return typeof first === 'string' ? [`${key}:${first}`, ...rest] : [`${key}:`, ...parts];
}

function id(field: Field, written: SyntaxValue): string {
  const text = plain(field, written);
  return isUuid(text) ? text.toLowerCase() : refuse(field, written, 'must be a UUID');
}

function boolean(field: Field, written: SyntaxValue): boolean {
  const text = plain(field, written).toLowerCase();
  if (text !== 'true' && text !== 'false') refuse(field, written, 'must be true or false');
  return text === 'true';
}

function number(field: Field, written: SyntaxValue): number {
  const text = plain(field, written);
  const value = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) refuse(field, written, 'must be a number such as 12 or -3.5');
  return value;
}

function moment(field: Field, written: SyntaxValue): WrittenMoment {
  const value = readMoment(plain(field, written));
  return typeof value === 'string' ? refuse(field, written, value) : value;
}

function plain(field: Field, written: SyntaxValue): string {
  const literal = written.parts.filter((part) => typeof part === 'string');
  if (literal.length !== written.parts.length) refuse(field, written, 'takes no wildcard inside a value');
  return literal.join('');
}

function refuse(field: Field, written: SyntaxValue, rule: string): never {
  throw new QueryError(`"${field.name}" ${rule} at position ${written.position}`, written.position);
}

function isMany(field: Field): boolean {
  return field.kind === 'keywords' || field.kind === 'ids';
}

/** `*` alone, unquoted: the field is present, or the end of a range is open. */
export function isStar(value: SyntaxValue): boolean {
  const [only] = value.parts;
  return value.parts.length === 1 && typeof only === 'object' && only.wildcard === '*';
}
