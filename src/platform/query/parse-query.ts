import { fieldsByName, type FieldCatalog } from './field-catalog.js';
import { parse, SyntaxError } from './grammar.js';
import type { Query } from './query.js';
import { QueryError, type QuerySource } from './query-error.js';
import { resolve } from './resolve.js';
import type { SyntaxNode } from './syntax.js';

const LENGTH_MAX = 4096;
const DEPTH_MAX = 20;

/**
 * Reads a query. An empty text matches everything. Limits: 4096 characters, 100 terms, 20 levels of parentheses and
 * negations, 10 wildcards. Throws QueryError for every mistake, values included; `source` is named in it.
 */
export function parseQuery(text: string, fields: FieldCatalog, source?: QuerySource): Query {
  try {
    const node = syntaxOf(text);
    return node === null ? { type: 'all' } : resolve(node, fieldsByName(fields));
  } catch (error) {
    throw error instanceof QueryError && source !== undefined ? error.from(source) : error;
  }
}

function syntaxOf(text: string): SyntaxNode | null {
  if (text.length > LENGTH_MAX) {
    throw new QueryError(`the query is longer than ${LENGTH_MAX} characters at position ${LENGTH_MAX}`, LENGTH_MAX);
  }
  refuse(text.indexOf('\0'), 'the query has a NUL character');
  refuse(text.isWellFormed() ? -1 : text.search(/\p{Cs}/u), 'the query has half of a surrogate pair');
  try {
    return parse(text, { maxDepth: DEPTH_MAX });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = error.location.start.offset;
    throw new QueryError(error.expected === null ? error.message : `unexpected text at position ${position}`, position);
  }
}

function refuse(position: number, rule: string): void {
  if (position >= 0) throw new QueryError(`${rule} at position ${position}`, position);
}
