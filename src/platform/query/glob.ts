import type { Pattern } from './query.js';

type PatternSymbol = string | { readonly wildcard: '*' | '?' };

/**
 * A test of whole texts against a pattern, code point by code point. On a mismatch it goes back to the last `*` only,
 * so that its time is bounded by length × length: no regular expression, nothing exponential.
 */
export function glob(pattern: Pattern): (text: string) => boolean {
  const symbols = pattern.flatMap((part): PatternSymbol[] => (typeof part === 'string' ? Array.from(part) : [part]));
  return (text) => matches(symbols, Array.from(text));
}

function matches(symbols: readonly PatternSymbol[], text: readonly string[]): boolean {
  let symbol = 0;
  let star = -1;
  let resumeAt = 0;
  for (let at = 0; at < text.length;) {
    const current = symbols[symbol];
    if (typeof current === 'object' && current.wildcard === '*') {
      star = symbol++;
      resumeAt = at;
    } else if (typeof current === 'object' || (current !== undefined && current === text[at])) {
      symbol += 1;
      at += 1;
    } else if (star >= 0) {
      symbol = star + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  return symbols.slice(symbol).every((rest) => typeof rest === 'object' && rest.wildcard === '*');
}
