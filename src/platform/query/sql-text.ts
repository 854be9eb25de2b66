import type { Pattern, TextNode } from './query.js';
import { escapeLike, type Parameters } from './sql-parameters.js';
import { literalToken, prefixToken } from './text.js';

export interface SqlText {
  /** A text column that holds results of `normalizeText`. A trigram index on it serves infixes and phrases. */
  readonly column: string;
  /** A tsvector column made of `column` by `textVector`. A GIN index on it serves whole tokens and prefixes. */
  readonly tsvector?: string;
}

/** SQL that makes the tsvector of a column with normalized text. `to_tsvector` would split and stem by its own rules. */
export function textVector(column: string): string {
  return `array_to_tsvector(string_to_array(${column}, ' '))`;
}

export function textSql(text: SqlText, { tokens }: TextNode, parameters: Parameters): string {
  const lexemes = text.tsvector === undefined ? [] : tokens.map(lexeme).filter((each) => each !== undefined);
  const conditions =
    lexemes.length === 0 ? [] : [`${text.tsvector} @@ ${parameters.add(lexemes.join(' & '), 'tsquery')}`];
  // One whole token or prefix is answered by the vector alone; all else is looked up by it and then read.
  const isAnswered = lexemes.length === 1 && tokens.length === 1;
  if (!isAnswered) conditions.push(...reading(text, tokens, parameters));
  return `(${conditions.join(' and ')})`;
}

/** Tokens are letters and numbers only, so that nothing needs an escape within the quotes. */
function lexeme(token: Pattern): string | undefined {
  const literal = literalToken(token);
  if (literal !== undefined) return `'${literal}'`;
  const prefix = prefixToken(token);
  return prefix === undefined ? undefined : `'${prefix}':*`;
}

function reading(text: SqlText, tokens: readonly Pattern[], parameters: Parameters): string[] {
  const literals = tokens.map(literalToken);
  if (literals.every((token) => token !== undefined)) {
    const words = escapeLike(literals.join(' '));
    // The first is for a trigram index, which cannot serve the second.
    const narrowing =
      text.tsvector === undefined ? [`${text.column} like ${parameters.add(`%${words}%`, 'text')}`] : [];
    return [...narrowing, `' ' || ${text.column} || ' ' like ${parameters.add(`% ${words} %`, 'text')}`];
  }
  const expression = tokens.map(regularExpression).join(' ');
  return [`${text.column} ~ ${parameters.add(`(?:^| )${expression}(?: |$)`, 'text')}`];
}

/** PostgreSQL matches without back references by automaton: no pattern can run away. */
function regularExpression(token: Pattern): string {
  // A lone `*` is some token; the empty text has none.
  if (token.every((part) => typeof part !== 'string' && part.wildcard === '*')) return '[^ ]+';
  return token.map((part) => (typeof part === 'string' ? part : part.wildcard === '*' ? '[^ ]*' : '[^ ]')).join('');
}
