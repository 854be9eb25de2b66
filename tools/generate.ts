/**
 * `npm run generate` writes every generated file; `--check` writes none and exits 1 when one is stale. Names of
 * generators as arguments (`npm run generate -- openapi`) limit it to those.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { configuration } from './generated/configuration.ts';
import { dependencyGraph } from './generated/dependency-graph.ts';
import { ROOT, type GeneratedFile } from './generated/generated.ts';
import { grammar } from './generated/grammar.ts';
import { openapi } from './generated/openapi.ts';
import { schemaDump } from './generated/schema-dump.ts';

const GENERATORS: Readonly<Record<string, () => GeneratedFile[] | Promise<GeneratedFile[]>>> = {
  grammar,
  configuration,
  'dependency-graph': dependencyGraph,
  openapi,
  'schema-dump': schemaDump,
};

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(GENERATORS, name));
if (unknown.length > 0) {
  throw new Error(`There is no generator ${unknown.join(', ')}; known: ${Object.keys(GENERATORS).join(', ')}.`);
}

const chosen = Object.entries(GENERATORS).filter(([name]) => positionals.length === 0 || positionals.includes(name));
const results = await Promise.allSettled(chosen.map(async ([, generate]) => generate()));
for (const [index, result] of results.entries()) {
  const name = chosen[index]?.[0] ?? '';
  if (result.status === 'rejected') complain(`${name}: ${String(result.reason)}`);
  else for (const file of result.value) settle(name, file);
}

function settle(name: string, { path, text }: GeneratedFile): void {
  if (current(path) === text) return;
  if (values.check === true) {
    complain(`${path} is stale. Run: npm run generate -- ${name}`);
    return;
  }
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  console.log(`wrote ${path}`);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}

function complain(text: string): void {
  console.error(text);
  process.exitCode = 1;
}
