import { decodeCursor, encodeCursor, isUuid, type Cursor } from '../../kernel/index.js';
import { SORT_FIELDS, type SearchSort, type SortField } from './search-index.js';

/** The orders a request may name: `created_at`, `-created_at` and so on; a minus begins with the greatest. */
export const SORTS: readonly string[] = SORT_FIELDS.flatMap((field) => [field, `-${field}`]);

export function sortOf(text: string): SearchSort {
  const ascending = !text.startsWith('-');
  const field = SORT_FIELDS.find((each) => each === (ascending ? text : text.slice(1)));
  if (field === undefined) throw new TypeError(`"${text}" is no order`);
  return { field, ascending };
}

/** The cursor as clients see it: it names its order, so that it cannot continue another one. */
export function cursorToken(sort: SearchSort, { value, id }: Cursor): string {
  return encodeCursor({ value: `${nameOf(sort)} ${value}`, id });
}

/** The rule that a text breaks which is no cursor of this order, or the cursor. */
export function readCursorToken(sort: SearchSort, token: string): Cursor | string {
  const cursor = decodeCursor(token);
  const [order = '', value = ''] = cursor?.value.split(' ', 2) ?? [];
  if (cursor === undefined || !SORTS.includes(order) || !isUuid(cursor.id)) {
    return 'must be the `after` of an earlier answer';
  }
  if (order !== nameOf(sort)) return `continues the order ${order}, not ${nameOf(sort)}`;
  if (!READS[sort.field](value)) return 'must be the `after` of an earlier answer';
  return { value, id: cursor.id };
}

function nameOf({ field, ascending }: SearchSort): string {
  return ascending ? field : `-${field}`;
}

/** A cursor comes from outside: what the database would refuse is refused before. */
const READS: Readonly<Record<SortField, (value: string) => boolean>> = {
  created_at: isInstant,
  modified_at: isInstant,
  priority: isName,
  status: isName,
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

function isInstant(text: string): boolean {
  if (!INSTANT.test(text)) return false;
  try {
    return Temporal.Instant.from(text).toZonedDateTimeISO('UTC').year > 0;
  } catch {
    return false;
  }
}

function isName(text: string): boolean {
  return /^[A-Z0-9_]{1,50}$/.test(text);
}
