import { instantOf } from './moment.js';
import type { Query, Range } from './query.js';
import { idSql, keywordSql, patternSql } from './sql-keyword.js';
import { Parameters } from './sql-parameters.js';
import { textSql, type SqlText } from './sql-text.js';
import type { SqlField } from './sql-keyword.js';

/** Where each field of the catalogue stands in the statement, by its own name, and the free text under `text`. */
export interface SqlFields {
  readonly text: SqlText;
  readonly [field: string]: SqlField | SqlText;
}

/**
 * The query as a boolean SQL expression in parentheses. Its values are appended to `params`, every one with its cast,
 * and stand in the text as `$n` only. A missing value makes a term null, which selects nothing; negations see false.
 * `now` is what `now-15m` counts from. Throws TypeError for a field of the catalogue that `fields` leaves out.
 */
export function queryToSql(query: Query, fields: SqlFields, params: unknown[], now: Temporal.Instant): string {
  return new Translation(fields, new Parameters(params), now).sql(query);
}

class Translation {
  constructor(
    private readonly fields: SqlFields,
    private readonly parameters: Parameters,
    private readonly now: Temporal.Instant,
  ) {}

  sql(query: Query): string {
    switch (query.type) {
      case 'all':
        return 'true';
      case 'and':
      case 'or':
        return `(${query.of.map((child) => this.sql(child)).join(` ${query.type} `)})`;
      case 'not':
        return `(${this.sql(query.of)} is not true)`;
      case 'text':
        return textSql(this.fields.text, query, this.parameters);
      case 'present':
        return query.many
          ? `(cardinality(${this.column(query.field)}) > 0)`
          : `(${this.column(query.field)} is not null)`;
      case 'keyword':
        return keywordSql(this.field(query.field), query, this.parameters);
      case 'pattern':
        return patternSql(this.field(query.field), query, this.parameters);
      case 'id':
        return idSql(this.field(query.field), query, this.parameters);
      case 'boolean':
        return query.value ? `(${this.column(query.field)})` : `(not ${this.column(query.field)})`;
      case 'number':
        return this.range(query.field, query.range, (value) => this.parameters.number(value));
      case 'instant':
        return this.range(query.field, query.range, (value) => this.parameters.instant(instantOf(value, this.now)));
    }
  }

  private range<T>(field: string, { from, to }: Range<T>, placeholder: (value: T) => string): string {
    const column = this.column(field);
    const bounds = [
      from === undefined ? undefined : `${column} ${from.inclusive ? '>=' : '>'} ${placeholder(from.value)}`,
      to === undefined ? undefined : `${column} ${to.inclusive ? '<=' : '<'} ${placeholder(to.value)}`,
    ].filter((bound) => bound !== undefined);
    return bounds.length === 0 ? `(${column} is not null)` : `(${bounds.join(' and ')})`;
  }

  private column(field: string): string {
    return this.field(field).column;
  }

  private field(name: string): SqlField {
    const field = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
    if (field === undefined) throw new TypeError(`field "${name}" of the catalogue has no column`);
    return field;
  }
}
