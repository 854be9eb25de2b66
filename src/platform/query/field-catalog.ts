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
  /** What may stand before a dot and the key of an entry `key:value`: with `tags`, `tags.env:prod` is `tag:env:prod`. */
  readonly keyed?: readonly string[];
}

/** What may stand before the colon, by its own name. Names look like `created_at`, `user.id`; "text" is taken. */
export type FieldCatalog = Readonly<Record<string, FieldDefinition>>;

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly values?: readonly string[];
  /** Of an entry `key:value`, when the name says it. */
  readonly key?: string;
}

/** The catalogue by every name and alias. A Map, so that `__proto__` and `constructor` are unknown like any other. */
export function fieldsByName(catalog: FieldCatalog): ReadonlyMap<string, Field> {
  const entries = Object.entries(catalog).flatMap(([name, { aliases = [], keyed = [], ...definition }]) =>
    [name, ...aliases, ...keyed.map(anyKey)].map((alias): [string, Field] => [alias, { ...definition, name }]),
  );
  return new Map(entries);
}

/** The field that a query names, by its own name, an alias, or a name and a key. */
export function fieldNamed(fields: ReadonlyMap<string, Field>, name: string): Field | undefined {
  const field = fields.get(name);
  const dot = name.indexOf('.');
  if (field !== undefined || dot < 0) return field;
  const keyed = fields.get(anyKey(name.slice(0, dot)));
  const key = name.slice(dot + 1);
  return keyed === undefined || key === '' ? undefined : { ...keyed, key };
}

/** No name in a query has an asterisk. */
function anyKey(name: string): string {
  return `${name}.*`;
}
