/**
 * The case folding by which keywords compare: the simple lower case of each code point (Unicode's one-to-one mapping),
 * which is exactly PostgreSQL's `lower(… collate "pg_c_utf8")`, whatever the database's locale. `toLowerCase` of a
 * whole text would differ: it looks at neighbours (Greek final sigma) and makes two code points of "İ".
 * Compared over all code points with PostgreSQL 18: only the 28 letters that Unicode 17 added differ.
 */
export function foldCase(text: string): string {
  let folded = '';
  for (const character of text) folded += character === 'İ' ? 'i' : character.toLowerCase();
  return folded;
}
