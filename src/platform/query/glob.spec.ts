import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { glob } from './glob.js';
import type { Pattern } from './query.js';

const ANY = { wildcard: '*' } as const;

/** The pattern as a regular expression: what it means, and slow. */
function reference(pattern: Pattern): RegExp {
  const source = pattern.map((part) => (typeof part === 'string' ? part : part.wildcard === '*' ? '.*' : '.'));
  return new RegExp(`^${source.join('')}$`, 'su');
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 12 });
const pattern = fc.array(fc.oneof(letters, fc.constant(ANY), fc.constant({ wildcard: '?' } as const)), {
  minLength: 1,
  maxLength: 7,
});

describe('a pattern', () => {
  it('fits what its regular expression fits', () => {
    fc.assert(
      fc.property(pattern, letters, (parts, text) => {
        expect(glob(parts)(text)).toBe(reference(parts).test(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<[Pattern, string, boolean]>([
    [['ab'], 'ab', true],
    [['ab', ANY, 'b'], 'ab', false],
    [['ab', ANY, 'b'], 'abb', true],
    [[ANY], '', true],
    [[ANY, 'a', ANY, 'a'], 'a', false],
    [['a', ANY], 'ba', false],
  ])('%j against %s: %s', (parts, text, fits) => {
    expect(glob(parts)(text)).toBe(fits);
  });

  it('does not take long for a text that nearly fits everywhere', () => {
    const fits = glob([ANY, `${'a'.repeat(95)}b`]);
    const inside = glob([ANY, `${'a'.repeat(95)}b`, ANY]);
    const text = 'a'.repeat(200);
    const startedAt = performance.now();
    for (let count = 0; count < 10_000; count += 1) expect(fits(text) || inside(text)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
