import { describe, expect, it } from '@jest/globals';
import { addressHmac, codeHmac, isSameCode, newCode } from './verification-code.js';

describe('newCode', () => {
  it('is six digits, also when it begins with noughts, and hardly ever the same', () => {
    const codes = Array.from({ length: 500 }, newCode);
    expect(codes.filter((code) => !/^\d{6}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBeGreaterThan(490);
  });
});

describe('codeHmac', () => {
  it('fits only the code, the channel and the secret it was made with', () => {
    const made = codeHmac('secret', 'channel', '012345');
    expect(isSameCode(made, codeHmac('secret', 'channel', '012345'))).toBe(true);
    expect(isSameCode(made, codeHmac('secret', 'channel', '012346'))).toBe(false);
    expect(isSameCode(made, codeHmac('secret', 'other', '012345'))).toBe(false);
    expect(isSameCode(made, codeHmac('other', 'channel', '012345'))).toBe(false);
    expect(isSameCode(made, Buffer.from('012345'))).toBe(false);
  });
});

describe('addressHmac', () => {
  it('takes an address for the same in whatever case', () => {
    expect(addressHmac('secret', 'Kim@Acme.example')).toEqual(addressHmac('secret', 'kim@acme.example'));
  });
});
