import { InvalidError, type Violation } from '../../kernel/index.js';

/** Where the query stands in the request, so that the answer can name it: `{in: 'query', field: 'filter'}`. */
export type QuerySource = Pick<Violation, 'in' | 'field'>;

/** The query breaks a rule of the language. `position` is the 0-based offset (UTF-16 units) that `detail` names too. */
export class QueryError extends InvalidError {
  constructor(
    readonly detail: string,
    readonly position: number,
    source?: QuerySource,
  ) {
    super(detail, source === undefined ? [] : [{ ...source, rule: detail }], 'invalid_query');
  }

  /** The same mistake, said of a place in the request. */
  from(source: QuerySource): QueryError {
    return new QueryError(this.detail, this.position, source);
  }
}
