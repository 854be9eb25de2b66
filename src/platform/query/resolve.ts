import { fieldNamed, type Field } from './field-catalog.js';
import { fieldValue, isStar } from './field-value.js';
import type { IdNode, KeywordNode, Query } from './query.js';
import { QueryError } from './query-error.js';
import type { SyntaxNode, SyntaxPart, SyntaxValue } from './syntax.js';
import { textTokens } from './text.js';

const TERMS_MAX = 100;
const WILDCARDS_MAX = 10;
/** Normalized; a letter may become eighteen. Keeps every pattern far below what PostgreSQL's regexes can hold. */
const TEXT_MAX = 1000;

/** Gives every term its field and checks every value. Throws QueryError. */
export function resolve(node: SyntaxNode, fields: ReadonlyMap<string, Field>): Query {
  return new Resolution(fields).query(node, undefined);
}

class Resolution {
  private terms = 0;
  private wildcards = 0;

  constructor(private readonly fields: ReadonlyMap<string, Field>) {}

  query(node: SyntaxNode, field: Field | undefined): Query {
    switch (node.type) {
      case 'and':
        return { type: 'and', of: node.of.map((child) => this.query(child, field)) };
      case 'or':
        return anyOf(node.of.map((child) => this.query(child, field)));
      case 'not':
        return { type: 'not', of: this.query(node.of, field) };
      case 'field':
        return this.query(node.of, this.field(node.name, node.position));
      case 'value':
        this.count(node);
        return field === undefined ? freeText(node) : fieldValue(field, node);
      case 'comparison':
        this.count(node.value);
        return fieldValue(must(field), node);
      case 'range':
        this.count(node.from, node.to);
        return fieldValue(must(field), node);
    }
  }

  private field(name: string, position: number): Field {
    const field = fieldNamed(this.fields, name);
    if (field !== undefined) return field;
    const known = [...new Set([...this.fields.values()].map((each) => each.name))].join(', ');
    const detail = `unknown field "${name}" at position ${position}; known fields: ${known}`;
    throw new QueryError(`${detail}. Put the text in quotes to search for it as it is`, position);
  }

  private count(...values: readonly SyntaxValue[]): void {
    const position = values[0]?.position ?? 0;
    this.terms += 1;
    this.wildcards += values.filter((value) => !isStar(value)).flatMap(wildcardsOf).length;
    if (this.terms > TERMS_MAX) {
      throw new QueryError(`the query has more than ${TERMS_MAX} terms at position ${position}`, position);
    }
    if (this.wildcards > WILDCARDS_MAX) {
      throw new QueryError(`the query has more than ${WILDCARDS_MAX} wildcards at position ${position}`, position);
    }
  }
}

function wildcardsOf(value: SyntaxValue): SyntaxPart[] {
  return value.parts.filter((part) => typeof part !== 'string');
}

/** The grammar reads comparisons and ranges after a field only. */
function must(field: Field | undefined): Field {
  if (field === undefined) throw new TypeError('a comparison without a field');
  return field;
}

function freeText(node: SyntaxValue): Query {
  if (node.parts.length > 0 && node.parts.every((part) => typeof part !== 'string' && part.wildcard === '*')) {
    return { type: 'all' };
  }
  const tokens = textTokens(node.parts);
  if (tokens.length === 0)
    throw new QueryError(`no letter or number to search for at position ${node.position}`, node.position);
  const length = tokens
    .flat()
    .reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), tokens.length - 1);
  if (length > TEXT_MAX) {
    throw new QueryError(`the text at position ${node.position} is longer than ${TEXT_MAX} letters`, node.position);
  }
  return { type: 'text', tokens };
}

/** `service:(a OR b)` and `service:a OR service:b` become one node with two values: one index lookup, not two. */
function anyOf(children: readonly Query[]): Query {
  const merged: Query[] = [];
  for (const child of children) {
    const index = merged.findIndex((other) => sameField(other, child));
    const other = merged[index];
    if (other !== undefined && isList(other) && isList(child)) {
      merged[index] = { ...other, values: [...new Set([...other.values, ...child.values])] };
    } else {
      merged.push(child);
    }
  }
  const [only] = merged;
  return merged.length === 1 && only !== undefined ? only : { type: 'or', of: merged };
}

function sameField(a: Query, b: Query): boolean {
  return isList(a) && isList(b) && a.type === b.type && a.field === b.field;
}

function isList(query: Query): query is KeywordNode | IdNode {
  return query.type === 'keyword' || query.type === 'id';
}
