import { Injectable } from '@nestjs/common';
import { TenantConfig } from '../../platform/config/index.js';
import {
  parseQuery,
  queryToPredicate,
  type FieldCatalog,
  type Query,
  type QueryPredicate,
  type QuerySource,
} from '../../platform/query/index.js';
import { CASE_FACT_FIELDS } from '../cases/index.js';
import { RULE_FIELDS } from '../routing/index.js';

/** Texts whose parsed form is kept: a page is asked about every window in force. */
const KEPT = 1_000;

/** The queries of windows: over the facts of what this tenant makes, pages or cases. */
@Injectable()
export class WindowQueries {
  private readonly parsed = new Map<string, Query>();
  private readonly fields: FieldCatalog;

  constructor(config: TenantConfig) {
    this.fields = config.workType === 'PAGE' ? RULE_FIELDS : CASE_FACT_FIELDS;
  }

  /** @throws QueryError, which names `source` and the position of the mistake */
  check(text: string, source: QuerySource): void {
    parseQuery(text, this.fields, source);
  }

  /** `now` is what `now-15m` in the query counts from. Throws QueryError. */
  predicate(text: string, now: Temporal.Instant): QueryPredicate {
    return queryToPredicate(this.queryOf(text), now);
  }

  private queryOf(text: string): Query {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const query = parseQuery(text, this.fields);
    if (this.parsed.size >= KEPT) this.parsed.clear();
    this.parsed.set(text, query);
    return query;
  }
}
