/**
 * `npm run check`: every check, as many at once as the machine has cores, the slow ones first. Shows what a check said
 * only when it failed, and ends with exit status 1 then.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const CHECKS = ['lint', 'types', 'generated', 'unused', 'layers', 'format', 'lockfile'];

interface Outcome {
  readonly passed: boolean;
  readonly said: string;
}

const waiting = [...CHECKS];
let failed = 0;
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
process.exitCode = failed === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const begun = performance.now();
    const { passed, said } = await run(`check:${name}`);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${passed ? '✓' : '✗'} ${name} (${seconds} s)`);
    if (passed) continue;
    failed += 1;
    console.log(said.trim().replace(/^/gm, '    '));
    console.log(`    → npm run check:${name}`);
  }
}

function run(script: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (said += part));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ passed: code === 0, said });
    });
  });
}
