import { Injectable, Logger } from '@nestjs/common';
import { QueryError, queryToPredicate, type QueryPredicate } from '../../platform/query/index.js';
import { ruleQuery } from './rule-query.js';

/** Of query text, all together: about 20,000 rules of the usual length. */
const MAX_CHARACTERS = 2_000_000;
const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/**
 * The queries of rules as functions, each compiled once. Kept by their text and not by team or rule, so what a page
 * meets is always what is committed; the least recently used go when their texts become too many.
 */
@Injectable()
export class RulePredicates {
  private readonly logger = new Logger(RulePredicates.name);
  private readonly known = new Map<string, QueryPredicate>();
  private characters = 0;

  /** A text that cannot be read, because an older release took it, matches nothing: a page must never fail on it. */
  of(text: string): QueryPredicate {
    const known = this.known.get(text);
    if (known === undefined) return this.keep(text, this.compile(text));
    this.known.delete(text);
    this.known.set(text, known);
    return known;
  }

  private keep(text: string, predicate: QueryPredicate): QueryPredicate {
    this.known.set(text, predicate);
    this.characters += text.length;
    for (const oldest of this.known.keys()) {
      if (this.characters <= MAX_CHARACTERS || oldest === text) break;
      this.known.delete(oldest);
      this.characters -= oldest.length;
    }
    return predicate;
  }

  /** Rules name no times, so the predicate does not depend on when it is asked. */
  private compile(text: string): QueryPredicate {
    try {
      return queryToPredicate(ruleQuery(text), EPOCH);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      this.logger.warn({ msg: 'the query of a routing rule cannot be read and matches nothing', detail: error.detail });
      return () => false;
    }
  }
}
