import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import peggy from 'peggy';
import { ROOT, type GeneratedFile } from './generated.ts';

/** The parser of the query language, made ahead of time: no process compiles a grammar at start. */
export function grammar(): GeneratedFile[] {
  const source = readFileSync(join(ROOT, 'src/platform/query/grammar.peggy'), 'utf8');
  const text = peggy.generate(source, { output: 'source', format: 'es', grammarSource: 'grammar.peggy' });
  return [{ path: 'src/platform/query/grammar.js', text }];
}
