/** A page of a list as the public API counts it. `number` is zero- or one-based by the operation. */
export interface PageRequest {
  readonly size: number;
  readonly number: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Items of the whole list, not of this page. */
  readonly total: number;
}

/** Position in a list ordered by `(value, id)`: both, because values repeat. */
export interface Cursor {
  readonly value: string;
  readonly id: string;
}

/** Opaque to clients; base64url of the JSON pair. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString('base64url');
}

/** The cursor that `encodeCursor` wrote, or undefined when the text is none. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
    const [value, id] = parsed as unknown[];
    return typeof value === 'string' && typeof id === 'string' ? { value, id } : undefined;
  } catch {
    return undefined;
  }
}
