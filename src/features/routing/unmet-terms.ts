import { queryToPredicate, type Query, type QueryDocument } from '../../platform/query/index.js';

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** The terms of a query of a routing rule that keep it from matching, as they would be written; none when it matches. */
export function unmetTerms(query: Query, document: QueryDocument): string[] {
  if (queryToPredicate(query, EPOCH)(document)) return [];
  return query.type === 'and' ? query.of.flatMap((each) => unmetTerms(each, document)) : [written(query)];
}

function written(query: Query): string {
  switch (query.type) {
    case 'all':
      return '*';
    case 'and':
      return `(${query.of.map(written).join(' ')})`;
    case 'or':
      return `(${query.of.map(written).join(' OR ')})`;
    case 'not':
      return `-${written(query.of)}`;
    case 'text':
      return quoted(query.tokens.map(patternText).join(' '));
    case 'present':
      return `${query.field}:*`;
    case 'keyword':
    case 'id':
      return `${query.field}:${choice(query.values.map(quoted))}`;
    case 'pattern':
      return `${query.field}:${patternText(query.pattern)}`;
    case 'boolean':
      return `${query.field}:${query.value}`;
    case 'number':
    case 'instant':
      return `${query.field}:…`;
  }
}

function patternText(parts: readonly (string | { readonly wildcard: string })[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.wildcard)).join('');
}

function quoted(text: string): string {
  return /[\s()]/.test(text) || text === '' ? JSON.stringify(text) : text;
}

function choice(values: readonly string[]): string {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : `(${values.join(' OR ')})`;
}
