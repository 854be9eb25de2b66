import { describe, expect, it } from '@jest/globals';
import { parseForm } from './form-body.js';

const form = (text: string) => [...parseForm(Buffer.from(text, 'latin1'))];

describe('parseForm', () => {
  it.each<[string, string, [string, string][]]>([
    ['nothing', '', []],
    [
      'fields in order',
      'b=1&a=2',
      [
        ['b', '1'],
        ['a', '2'],
      ],
    ],
    [
      'blanks and signs',
      'a=x+y%20z%2B&b==',
      [
        ['a', 'x y z+'],
        ['b', '='],
      ],
    ],
    ['UTF-8', 'a=Gr%C3%B6%C3%9Fe+%F0%9F%94%A5', [['a', 'Größe 🔥']]],
    [
      'empty values and empty pairs',
      '&a&b=&',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    [
      'names of objects',
      '__proto__=1&constructor=2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
  ])('reads %s', (_name, text, expected) => {
    expect(form(text)).toEqual(expected);
  });

  it.each([
    ['a field twice', 'a=1&b=2&a=1', 'The form field a must be given once.'],
    ['a field twice under two spellings', 'a=1&%61=2', 'The form field a must be given once.'],
    ['no name', '=1', 'must have names of 1 to 100 characters'],
    ['a long name', `${'x'.repeat(101)}=1`, 'must have names of 1 to 100 characters'],
    ['half an escape', 'a=%4', 'must be percent-encoded UTF-8'],
    ['bytes that are no UTF-8', 'a=%C3%28', 'must be percent-encoded UTF-8'],
    ['bytes outside ASCII', 'a=\xff%ff', 'must be percent-encoded UTF-8'],
    ['NUL', 'a=%00', 'must not contain a NUL character'],
  ])('refuses %s', (_name, text, message) => {
    expect(() => form(text)).toThrow(message);
  });
});
