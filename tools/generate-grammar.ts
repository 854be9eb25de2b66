/**
 * Writes src/platform/query/grammar.js from grammar.peggy, ahead of time: no process compiles a grammar at start.
 * `node tools/generate-grammar.ts` writes; `node tools/generate-grammar.ts --check` exits 1 when the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import peggy from 'peggy';

const source = new URL('../src/platform/query/grammar.peggy', import.meta.url);
const target = new URL('../src/platform/query/grammar.js', import.meta.url);

const generated = peggy.generate(readFileSync(source, 'utf8'), {
  output: 'source',
  format: 'es',
  grammarSource: 'grammar.peggy',
});

if (!process.argv.includes('--check')) {
  writeFileSync(target, generated);
} else if (current() !== generated) {
  console.error('src/platform/query/grammar.js is stale: run node tools/generate-grammar.ts');
  process.exitCode = 1;
}

function current(): string | undefined {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return undefined;
  }
}
