import type { SyntaxNode } from './syntax.js';

/** Thrown by the generated parser; `expected` is null when the grammar itself wrote the message. */
export class SyntaxError extends globalThis.SyntaxError {
  readonly expected: unknown;
  readonly location: { readonly start: { readonly offset: number } };
}

/** Null for a text of white space alone. `maxDepth` bounds parentheses and negations together. */
export function parse(text: string, options: { readonly maxDepth: number }): SyntaxNode | null;
