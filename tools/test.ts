/**
 * `npm test`: the checks, then every test on an embedded PostgreSQL of its own. The last line counts the tests; failed
 * checks are one more failure, and so is a test file that could not run.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { summaryOf, type JestResult } from './test-summary.ts';

const RESULT = '.cache/jest.json';

mkdirSync('.cache', { recursive: true });
rmSync(RESULT, { force: true });
const checks = await run(['tools/check.ts']);
const jest = await run([
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--json',
  `--outputFile=${RESULT}`,
  ...process.argv.slice(2),
]);
const summary = summaryOf(readResult(), { checksFailed: checks !== 0, jestFailed: jest !== 0 });
console.log(summary.line);
process.exitCode = summary.passed ? 0 : 1;

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // With --json and an output file Jest still writes the JSON to stdout, and its report for people to stderr.
    const isJest = args.includes('--json');
    const child = spawn(process.execPath, args, { stdio: ['ignore', isJest ? 'ignore' : 'inherit', 'inherit'] });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

function readResult(): JestResult | undefined {
  try {
    return JSON.parse(readFileSync(RESULT, 'utf8')) as JestResult;
  } catch {
    return undefined;
  }
}
