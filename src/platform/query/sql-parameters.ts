/** The values of a statement, in the order of their placeholders. */
export class Parameters {
  constructor(private readonly values: unknown[]) {}

  /** Appends a value and returns its placeholder with the cast, so that its type never depends on where it stands. */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** Temporal writes the end of the year 9999 as `+010000-01-01`, which PostgreSQL does not read. */
  instant(value: Temporal.Instant): string {
    return this.add(value.toString().replace(/^\+0*/, ''), 'timestamptz');
  }

  /** A whole number as bigint, so that an index on an integer column serves; else numeric, which compares exactly. */
  number(value: number): string {
    return this.add(String(value), Number.isSafeInteger(value) ? 'bigint' : 'numeric');
  }
}

/** The text as a literal inside a LIKE pattern, whose escape is the backslash. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
