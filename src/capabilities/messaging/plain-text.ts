/** Control characters and the separators that some software takes for a line's end. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\ufffe\uffff]+/gu;

/**
 * Foreign text as one line of printable characters, at most `max` of them (an ellipsis ends what was cut): nothing in
 * it can end a header of a mail or make XML invalid.
 */
export function oneLine(text: string, max: number): string {
  const line = text.toWellFormed().replace(UNPRINTABLE, ' ').replace(/ {2,}/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
