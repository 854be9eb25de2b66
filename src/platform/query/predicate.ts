import { foldCase } from './fold-case.js';
import { glob } from './glob.js';
import { instantOf } from './moment.js';
import type { Bound, IdNode, KeywordNode, Query, Range, TextNode } from './query.js';
import { literalToken, normalizeText } from './text.js';

export type QueryValue = string | readonly string[] | number | boolean | Temporal.Instant | undefined;

/** Values by the catalogue's own field names, and the free text, normalized or not. A value of a wrong type is none. */
export type QueryDocument = { readonly text?: string } & Readonly<Record<string, QueryValue>>;

export type QueryPredicate = (document: QueryDocument) => boolean;

/** The query as a function, for rules that are asked in the process. `now` is what `now-15m` counts from. */
export function queryToPredicate(query: Query, now: Temporal.Instant): QueryPredicate {
  switch (query.type) {
    case 'all':
      return () => true;
    case 'and': {
      const all = query.of.map((child) => queryToPredicate(child, now));
      return (document) => all.every((matches) => matches(document));
    }
    case 'or': {
      const any = query.of.map((child) => queryToPredicate(child, now));
      return (document) => any.some((matches) => matches(document));
    }
    case 'not': {
      const matches = queryToPredicate(query.of, now);
      return (document) => !matches(document);
    }
    case 'text':
      return textPredicate(query);
    case 'present':
      return (document) => isPresent(document[query.field]);
    case 'keyword':
      return oneOf(query, foldCase);
    case 'id':
      return oneOf(query, (id) => id.toLowerCase());
    case 'pattern': {
      const fits = glob(query.pattern);
      return (document) => texts(document[query.field]).some((text) => fits(foldCase(text)));
    }
    case 'boolean':
      return (document) => document[query.field] === query.value;
    case 'number':
      return (document) => {
        const value = document[query.field];
        return typeof value === 'number' && within(query.range, (bound) => value - bound);
      };
    case 'instant':
      return (document) => {
        const value = document[query.field];
        if (!(value instanceof Temporal.Instant)) return false;
        return within(query.range, (bound) => Temporal.Instant.compare(value, instantOf(bound, now)));
      };
  }
}

function oneOf(query: KeywordNode | IdNode, fold: (text: string) => string): QueryPredicate {
  const values = new Set(query.values);
  return (document) => texts(document[query.field]).some((text) => values.has(fold(text)));
}

function textPredicate({ tokens }: TextNode): QueryPredicate {
  const literals = tokens.map(literalToken);
  if (literals.every((token) => token !== undefined)) {
    const phrase = ` ${literals.join(' ')} `;
    return (document) => document.text !== undefined && ` ${normalizedText(document)} `.includes(phrase);
  }
  const fits = tokens.map(glob);
  return (document) => {
    const words = normalizedText(document)
      .split(' ')
      .filter((word) => word !== '');
    return words.some((_, start) =>
      fits.every((fit, index) => start + index < words.length && fit(words[start + index] ?? '')),
    );
  };
}

/** Fifty rules that look for words read a long text once, not fifty times. */
const normalizedTexts = new WeakMap<QueryDocument, string>();

function normalizedText(document: QueryDocument): string {
  const known = normalizedTexts.get(document);
  if (known !== undefined) return known;
  const text = normalizeText(document.text ?? '');
  normalizedTexts.set(document, text);
  return text;
}

function texts(value: QueryValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return isList(value) ? value : [];
}

function isPresent(value: QueryValue): boolean {
  return value !== undefined && !(isList(value) && value.length === 0);
}

/** `Array.isArray` does not see a readonly array. */
function isList(value: QueryValue): value is readonly string[] {
  return Array.isArray(value);
}

/** `difference` is below, at or above 0 as the value is below, at or above the bound. */
function within<T>({ from, to }: Range<T>, difference: (bound: T) => number): boolean {
  const inside = (bound: Bound<T>, sign: number): boolean => {
    const side = difference(bound.value) * sign;
    return bound.inclusive ? side >= 0 : side > 0;
  };
  return (from === undefined || inside(from, 1)) && (to === undefined || inside(to, -1));
}
