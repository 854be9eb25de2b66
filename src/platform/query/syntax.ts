/** What the grammar alone knows: the shape of the text, before any field is looked up. Positions are 0-based offsets. */
export type SyntaxNode =
  | { readonly type: 'and' | 'or'; readonly of: readonly SyntaxNode[] }
  | { readonly type: 'not'; readonly of: SyntaxNode }
  | { readonly type: 'field'; readonly name: string; readonly position: number; readonly of: SyntaxNode }
  | SyntaxComparison
  | SyntaxRange
  | SyntaxValue;

export interface SyntaxComparison {
  readonly type: 'comparison';
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly value: SyntaxValue;
}

/** `[from TO to]`, both ends included; an end written `*` is open. */
export interface SyntaxRange {
  readonly type: 'range';
  readonly position: number;
  readonly from: SyntaxValue;
  readonly to: SyntaxValue;
}

/** A word or a quoted phrase. Inside a field it is that field's value, outside it is free text. */
export interface SyntaxValue {
  readonly type: 'value';
  readonly position: number;
  readonly quoted: boolean;
  /** Escapes are already resolved: a wildcard here is one that was meant. */
  readonly parts: readonly SyntaxPart[];
}

export type SyntaxPart = string | SyntaxWildcard;

export interface SyntaxWildcard {
  readonly wildcard: '*' | '?';
}
