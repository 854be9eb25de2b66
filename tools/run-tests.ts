/** Runs tools with the Node of the project, and Jest so that its tests are counted. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { summaryOf, type JestResult } from './test-summary.ts';

/**
 * Runs the tests of Jest's `projects`, writes the line that counts them as the last, and answers whether all is well.
 * Failed checks count as one failure more.
 */
export async function runTests(
  projects: readonly string[],
  options: readonly string[],
  { checksFailed }: { readonly checksFailed: boolean },
): Promise<boolean> {
  const file = `.cache/jest-${projects.join('-')}.json`;
  mkdirSync('.cache', { recursive: true });
  rmSync(file, { force: true });
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  // With --json and an output file Jest still writes the JSON to stdout, and its report for people to stderr.
  const args = [...jest, '--selectProjects', ...projects, '--json', `--outputFile=${file}`, ...options];
  const code = await runNode(args, 'ignore');
  const summary = summaryOf(resultIn(file), { checksFailed, jestFailed: code !== 0 });
  console.log(summary.line);
  return summary.passed;
}

/** Runs Node to its end and answers its exit code. */
export function runNode(args: readonly string[], stdout: 'inherit' | 'ignore' = 'inherit'): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

function resultIn(file: string): JestResult | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  } catch {
    return undefined;
  }
}
