import type { Pattern, PatternPart } from './query.js';

/**
 * Code points of a token that count; the rest is cut. 4 bytes each stay below the 2046 bytes that PostgreSQL allows a
 * lexeme, so that no document can make its own indexing fail.
 */
const TOKEN_MAX = 500;

const SEPARATORS = /[^\p{L}\p{N}]+/u;

/**
 * The text as free-text search sees it: NFKD, marks removed, lower-cased (final sigma as sigma), split at everything
 * that is neither letter nor number, tokens joined by single spaces. Normalizing twice changes nothing.
 */
export function normalizeText(text: string): string {
  return fold(text)
    .split(SEPARATORS)
    .filter((token) => token !== '')
    .map(cut)
    .join(' ');
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

function cut(token: string): string {
  return token.length <= TOKEN_MAX ? token : Array.from(token).slice(0, TOKEN_MAX).join('');
}

/** The tokens of a search term, each with the wildcards it touches: `foo-b*r` is `foo` followed by `b*r`. */
export function textTokens(parts: Pattern): readonly Pattern[] {
  const tokens: PatternPart[][] = [[]];
  for (const part of parts) {
    if (typeof part !== 'string') {
      tokens.at(-1)?.push(part);
      continue;
    }
    const [first = '', ...rest] = fold(part).split(SEPARATORS);
    if (first !== '') tokens.at(-1)?.push(first);
    for (const piece of rest) tokens.push(piece === '' ? [] : [piece]);
  }
  return tokens.filter((token) => token.length > 0).map(whole);
}

/** A token without wildcards is cut as the text's own tokens are. */
function whole(token: Pattern): Pattern {
  const [only] = token;
  return token.length === 1 && typeof only === 'string' ? [cut(only)] : token;
}

/** The token as plain text, or undefined when it has wildcards. */
export function literalToken(token: Pattern): string | undefined {
  const [only] = token;
  return token.length === 1 && typeof only === 'string' ? only : undefined;
}

/** `pay*` as `pay`: what a token must begin with and may go on after; undefined for every other shape. */
export function prefixToken(token: Pattern): string | undefined {
  const [first, second] = token;
  if (token.length !== 2 || typeof first !== 'string' || typeof second === 'string') return undefined;
  return second?.wildcard === '*' && first.length <= TOKEN_MAX ? first : undefined;
}
