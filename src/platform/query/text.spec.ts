import { describe, expect, it } from '@jest/globals';
import { foldCase } from './fold-case.js';
import { normalizeText } from './text.js';

describe('normalizeText', () => {
  it.each([
    ['', ''],
    ['  DB   is down!! ', 'db is down'],
    ['Crème Brûlée', 'creme brulee'],
    ['ＦＵＬＬ ﬁx ①', 'full fix 1'],
    ['ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['İstanbul', 'istanbul'],
    ["don't 50%_off\\n", 'don t 50 off n'],
    ['🔥 שלום, عالم', 'שלום عالم'],
  ])('makes %j to %j', (text, normalized) => {
    expect(normalizeText(text)).toBe(normalized);
    expect(normalizeText(normalized)).toBe(normalized);
  });

  it('cuts a token at 500 code points, never through one', () => {
    expect(normalizeText(`${'a'.repeat(499)}${'𝔟'.repeat(9)} c`)).toBe(`${'a'.repeat(499)}b c`);
    expect(normalizeText('𐐀'.repeat(501))).toBe('𐐨'.repeat(500));
  });
});

describe('foldCase', () => {
  it.each([
    ['TRIGGERED', 'triggered'],
    ['ÄÖÜ', 'äöü'],
    ['İI', 'ii'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['𐐀', '𐐨'],
  ])('makes %j to %j', (text, folded) => {
    expect(foldCase(text)).toBe(folded);
  });
});
