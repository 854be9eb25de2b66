import { describe, expect, it } from '@jest/globals';
import { InvalidError, NotFoundError } from '../../kernel/index.js';
import { refuseCustomAttributes } from './custom-attributes.js';

const TEXT = { type: 'TEXT', is_multi: false, value: 'x' };

function refusalOf(attributes: Record<string, unknown>): unknown {
  try {
    refuseCustomAttributes(attributes);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('refuseCustomAttributes', () => {
  it('lets pass what sets nothing', () => {
    expect(refusalOf({})).toBeUndefined();
  });

  it('does not find the first key, and names it', () => {
    const refusal = refusalOf({ severity: TEXT, other: TEXT });
    expect(refusal).toBeInstanceOf(NotFoundError);
    expect(refusal).toMatchObject({ message: 'custom attribute configuration not found', meta: { key: 'severity' } });
  });

  it.each([
    ['an unknown type', { ...TEXT, type: 'FLOAT' }, '/type'],
    ['a text as is_multi', { ...TEXT, is_multi: 'no' }, '/is_multi'],
    ['no value', { type: 'TEXT', is_multi: false }, '/value'],
    ['a mixed list', { ...TEXT, value: ['x', 1] }, '/value'],
    ['a bare text', 'x', ''],
    ['null', null, ''],
  ])('refuses %s before it looks for the key', (_, value, member) => {
    const refusal = refusalOf({ fine: TEXT, 'a/b': value });
    expect(refusal).toBeInstanceOf(InvalidError);
    const field = `/data/attributes/custom_attributes/a~1b${member}`;
    expect((refusal as InvalidError).violations.map((violation) => violation.field)).toEqual([field]);
  });
});
