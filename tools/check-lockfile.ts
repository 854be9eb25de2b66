/** `npm run check:lockfile`: prints what would break `npm ci` elsewhere, and exits 1 then. */
import { readFileSync } from 'node:fs';
import { lockfileMistakes, type Lockfile, type Manifest } from './lockfile.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const mistakes = lockfileMistakes(read('package-lock.json') as Lockfile, read('package.json') as Manifest);
for (const mistake of mistakes) console.error(`package-lock.json: ${mistake}`);
process.exitCode = mistakes.length === 0 ? 0 : 1;
