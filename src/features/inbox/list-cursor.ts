import { decodeCursor, invalidParameter, isUuid, type Cursor } from '../../kernel/index.js';

/** As `Temporal.Instant` writes it; other years are no time of a row and PostgreSQL does not know them all. */
const INSTANT = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** The position that a `page[cursor]` names in a list ordered by (time, id). Throws `InvalidError` for any other text. */
export function listCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const cursor = decodeCursor(text);
  if (cursor === undefined || !isUuid(cursor.id) || !isInstant(cursor.value)) {
    throw invalidParameter('page[cursor]', 'must be a meta.page.cursor that this list answered');
  }
  return cursor;
}

function isInstant(text: string): boolean {
  if (!INSTANT.test(text)) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
