import { InvalidError, NotFoundError, type Violation } from '../../kernel/index.js';

const CUSTOM_ATTRIBUTE_TYPES = ['URL', 'TEXT', 'NUMBER', 'SELECT'] as const;

/**
 * Refuses every custom attribute, because this release knows no configuration of one: first those of a wrong form
 * (`InvalidError`), since decoding comes before look-ups, then the first key (`NotFoundError` with it in `meta`).
 */
export function refuseCustomAttributes(attributes: Readonly<Record<string, unknown>>): void {
  const violations = Object.entries(attributes).flatMap(([key, value]) => violationsOf(key, value));
  const [first] = violations;
  if (first !== undefined) throw new InvalidError(`${first.field} ${first.rule}`, violations.slice(0, 20));
  const [key] = Object.keys(attributes);
  if (key === undefined) return;
  throw new NotFoundError('custom attribute configuration', undefined, undefined, { key });
}

function violationsOf(key: string, value: unknown): Violation[] {
  const field = `/data/attributes/custom_attributes/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const violation = (member: string, rule: string): Violation => ({ in: 'body', field: `${field}${member}`, rule });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [violation('', 'must be an object')];
  const { type, is_multi: isMulti, value: held }: CustomAttribute = value;
  return [
    ...(isType(type) ? [] : [violation('/type', `must be one of ${CUSTOM_ATTRIBUTE_TYPES.join(', ')}`)]),
    ...(typeof isMulti === 'boolean' ? [] : [violation('/is_multi', 'must be true or false')]),
    ...(isValue(held) ? [] : [violation('/value', 'must be a text, a number, or a list of either')]),
  ];
}

interface CustomAttribute {
  readonly type?: unknown;
  readonly is_multi?: unknown;
  readonly value?: unknown;
}

function isType(type: unknown): boolean {
  return CUSTOM_ATTRIBUTE_TYPES.some((known) => known === type);
}

function isValue(value: unknown): boolean {
  if (!Array.isArray(value)) return typeof value === 'string' || typeof value === 'number';
  return value.every((each) => typeof each === 'string') || value.every((each) => typeof each === 'number');
}
