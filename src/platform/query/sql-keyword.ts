import type { IdNode, KeywordNode, PatternNode } from './query.js';
import { escapeLike, type Parameters } from './sql-parameters.js';

export interface SqlField {
  /** A column or expression, qualified by the caller; text[] or uuid[] for a field with many values. */
  readonly column: string;
  /**
   * What the column is known to hold. `lower`: only results of `foldCase`; `upper`: only ASCII names in upper case,
   * such as TRIGGERED: both compare as they are, so that a plain index (GIN for a list) serves. Otherwise an index
   * must be on `lower(column collate "pg_c_utf8")`, and a list is read entry by entry.
   */
  readonly holds?: 'lower' | 'upper';
}

export function keywordSql(field: SqlField, { many, values }: KeywordNode, parameters: Parameters): string {
  const stored = values.map((value) => asStored(field, value));
  if (!many) return oneOf(folded(field, field.column), stored, 'text', parameters);
  if (field.holds !== undefined) return overlaps(field.column, stored, 'text', parameters);
  return someEntry(field, (entry) => oneOf(entry, stored, 'text', parameters));
}

export function patternSql(field: SqlField, { many, pattern }: PatternNode, parameters: Parameters): string {
  const like = pattern
    .map((part) => (typeof part === 'string' ? escapeLike(asStored(field, part)) : part.wildcard === '*' ? '%' : '_'))
    .join('');
  const fits = (text: string): string => `(${text} like ${parameters.add(like, 'text')})`;
  return many ? someEntry(field, fits) : fits(folded(field, field.column));
}

export function idSql(field: SqlField, { many, values }: IdNode, parameters: Parameters): string {
  return many ? overlaps(field.column, values, 'uuid', parameters) : oneOf(field.column, values, 'uuid', parameters);
}

function oneOf(column: string, values: readonly string[], type: string, parameters: Parameters): string {
  return values.length === 1
    ? `(${column} = ${parameters.add(values[0], type)})`
    : `(${column} = any(${parameters.add([...values], `${type}[]`)}))`;
}

function overlaps(column: string, values: readonly string[], type: string, parameters: Parameters): string {
  return `(${column} && ${parameters.add([...values], `${type}[]`)})`;
}

function someEntry(field: SqlField, condition: (entry: string) => string): string {
  const entry = folded(field, 'entry.value');
  return `(exists (select 1 from unnest(${field.column}) as entry(value) where ${condition(entry)}))`;
}

/** The same folding as `foldCase`; the collation is named because `lower` otherwise follows the database's locale. */
function folded(field: SqlField, column: string): string {
  return field.holds === undefined ? `lower(${column} collate "pg_c_utf8")` : column;
}

/** Folded values are in lower case; only ASCII is raised, because nothing else is stored in such a column. */
function asStored(field: SqlField, value: string): string {
  return field.holds === 'upper' ? value.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : value;
}
