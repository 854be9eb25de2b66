import { describe, expect, it } from '@jest/globals';
import { formattedNumber, phoneNumber } from './phone-number.js';

describe('phoneNumber', () => {
  it.each([
    ['+17039389548', '+17039389548', 'us'],
    ['+1 (703) 938-9548', '+17039389548', 'us'],
    ['+49 1511 2345678', '+4915112345678', 'de'],
    ['+33712345678', '+33712345678', 'fr'],
    ['+80012345678', '+80012345678', 'zz'],
  ])('reads %s', (text, e164, region) => {
    expect(phoneNumber(text)).toEqual({ e164, region });
  });

  it.each(['', '7039389548', '+1703938954800', '+15551234567', '+1 703 938 9548 ext 5', 'call +17039389548', '+'])(
    'refuses %j',
    (text) => {
      expect(phoneNumber(text)).toBeUndefined();
    },
  );
});

describe('formattedNumber', () => {
  it.each([
    ['+17039389548', '+1 703-938-9548'],
    ['+33712345678', '+33 7 12 34 56 78'],
    ['+80012345678', '+800 1234 5678'],
  ])('shows %s as %s', (e164, shown) => {
    expect(formattedNumber(e164)).toBe(shown);
  });
});
