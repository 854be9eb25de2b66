import type { Pattern } from './query.js';

type PatternSymbol = string | { readonly wildcard: '*' | '?' };

/** A test of whole texts against a pattern: no regular expression, nothing exponential. */
export function glob(pattern: Pattern): (text: string) => boolean {
  if (pattern.every((part) => typeof part === 'string' || part.wildcard === '*')) return piecewise(pattern);
  const symbols = pattern.flatMap((part): PatternSymbol[] => (typeof part === 'string' ? Array.from(part) : [part]));
  return (text) => matches(symbols, Array.from(text));
}

/**
 * Of literals with `*` between them: each is looked for behind the one before it, by the text's own search. A page is
 * held against the queries of many rules and windows, and whoever writes those must not decide how long that takes.
 */
function piecewise(pattern: Pattern): (text: string) => boolean {
  const pieces: string[] = [];
  let piece = '';
  for (const part of pattern) {
    if (typeof part === 'string') {
      piece += part;
    } else {
      pieces.push(piece);
      piece = '';
    }
  }
  pieces.push(piece);
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const other of others) {
      const found = text.indexOf(other, from);
      if (found < 0) return false;
      from = found + other.length;
    }
    return text.length - last.length >= from && text.endsWith(last);
  };
}

/**
 * Code point by code point. On a mismatch it goes back to the last `*` only, so that its time is bounded by length ×
 * length.
 */
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
