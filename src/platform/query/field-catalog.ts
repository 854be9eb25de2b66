/**
 * keyword: one short text; keywords: a list of them. id, ids: UUIDs. instant: a time. number: a double.
 * Keywords compare without regard to case (see `foldCase`); a field without a value matches nothing but a negation.
 */
export type FieldKind = 'keyword' | 'keywords' | 'id' | 'ids' | 'instant' | 'number' | 'boolean';

export interface FieldDefinition {
  readonly kind: FieldKind;
  /** All that a keyword can be, where that is known: another value is a mistake, not an empty answer. */
  readonly values?: readonly string[];
  /** Other names of the same field, such as `team.id` for `team`. */
  readonly aliases?: readonly string[];
}

/** What may stand before the colon, by its own name. Names look like `created_at`, `user.id`; "text" is taken. */
export type FieldCatalog = Readonly<Record<string, FieldDefinition>>;

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly values?: readonly string[];
}

/** The catalogue by every name and alias. A Map, so that `__proto__` and `constructor` are unknown like any other. */
export function fieldsByName(catalog: FieldCatalog): ReadonlyMap<string, Field> {
  const entries = Object.entries(catalog).flatMap(([name, { aliases = [], ...definition }]) =>
    [name, ...aliases].map((alias): [string, Field] => [alias, { ...definition, name }]),
  );
  return new Map(entries);
}
