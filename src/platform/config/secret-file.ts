import { readFileSync } from 'node:fs';

/** What a file holds, without the line's end; undefined without a file. A file that cannot be read is a mistake. */
export function secretFrom(file: string | undefined, path: string, mistakes: string[]): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    mistakes.push(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}): ${file}`);
    return undefined;
  }
}
