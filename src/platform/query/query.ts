/**
 * A query whose fields and values are checked. Every translation (SQL, predicate, search engine) switches over `type`
 * and must select the same documents. A field without a value matches no node except `not`.
 */
export type Query =
  | { readonly type: 'all' }
  | { readonly type: 'and' | 'or'; readonly of: readonly Query[] }
  | { readonly type: 'not'; readonly of: Query }
  | TextNode
  | PresentNode
  | KeywordNode
  | PatternNode
  | IdNode
  | BooleanNode
  | NumberNode
  | InstantNode;

/** Consecutive tokens somewhere in the normalized text. A pattern never reaches over the end of a token. */
export interface TextNode {
  readonly type: 'text';
  readonly tokens: readonly Pattern[];
}

/** The field has a value; an empty list is none. */
export interface PresentNode {
  readonly type: 'present';
  readonly field: string;
  readonly many: boolean;
}

/** The field, or one entry of the list when `many`, is one of `values`, which are case-folded. */
export interface KeywordNode {
  readonly type: 'keyword';
  readonly field: string;
  readonly many: boolean;
  readonly values: readonly string[];
}

/** The whole field, or one whole entry of the list when `many`, fits the pattern, which is case-folded. */
export interface PatternNode {
  readonly type: 'pattern';
  readonly field: string;
  readonly many: boolean;
  readonly pattern: Pattern;
}

/** As KeywordNode, with UUIDs in lower case. */
export interface IdNode {
  readonly type: 'id';
  readonly field: string;
  readonly many: boolean;
  readonly values: readonly string[];
}

export interface BooleanNode {
  readonly type: 'boolean';
  readonly field: string;
  readonly value: boolean;
}

export interface NumberNode {
  readonly type: 'number';
  readonly field: string;
  readonly range: Range<number>;
}

export interface InstantNode {
  readonly type: 'instant';
  readonly field: string;
  readonly range: Range<Moment>;
}

/** An end that is absent is open. Equality is a range with the same inclusive value at both ends. */
export interface Range<T> {
  readonly from?: Bound<T>;
  readonly to?: Bound<T>;
}

export interface Bound<T> {
  readonly value: T;
  readonly inclusive: boolean;
}

/** An instant at µs precision, or seconds from the time at which the query is asked. */
export type Moment =
  | { readonly type: 'fixed'; readonly instant: Temporal.Instant }
  | { readonly type: 'relative'; readonly seconds: number };

/** Literal text and wildcards: `*` is any number of characters (code points), `?` exactly one. */
export type Pattern = readonly PatternPart[];

export type PatternPart = string | { readonly wildcard: '*' | '?' };
