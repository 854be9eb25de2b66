import type { Query } from '../../platform/query/index.js';

/** Whether any term of the query is about the field. */
export function mentions(query: Query, field: string): boolean {
  switch (query.type) {
    case 'and':
    case 'or':
      return query.of.some((child) => mentions(child, field));
    case 'not':
      return mentions(query.of, field);
    case 'all':
    case 'text':
      return false;
    default:
      return query.field === field;
  }
}
