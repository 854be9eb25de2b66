import { describe, expect, it } from '@jest/globals';
import { portions } from './document-portions.js';

function sizes(rows: readonly string[]): number[] {
  return portions(rows.map((json) => ({ json }))).map((portion) => portion.length);
}

describe('portions', () => {
  it('are none of nothing', () => {
    expect(sizes([])).toEqual([]);
  });

  it('hold at most 50 rows', () => {
    expect(sizes(Array.from({ length: 120 }, () => 'light'))).toEqual([50, 50, 20]);
  });

  it('hold at most 200,000 bytes, not letters', () => {
    expect(sizes(Array.from({ length: 7 }, () => '字'.repeat(20_000)))).toEqual([3, 3, 1]);
  });

  it('hold one row at least, whatever it weighs', () => {
    expect(sizes(['a', 'b'.repeat(300_000), 'c'])).toEqual([1, 1, 1]);
  });

  it('keep the order', () => {
    const rows = Array.from({ length: 101 }, (_, index) => ({ json: String(index) }));
    expect(portions(rows).flat()).toEqual(rows);
  });
});
