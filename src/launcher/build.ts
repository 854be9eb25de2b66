import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LauncherError } from './failure.ts';
import { LockHeldError, takeLock, type Lock } from './lock.ts';

/** What a build depends on besides `src/`. */
const CONFIGURATION = ['nest-cli.json', '.swcrc', 'tsconfig.json', 'package.json'];
/** Written when a build has succeeded, dated when it began: a build that was cut off does not count. */
const STAMP = 'dist/.built';

/**
 * Builds the application when `dist/` is missing or older than its sources, and returns the file to run. What the
 * compiler says is shown only when it fails. Copies that start at once build once.
 */
export async function ensureBuilt(root: string, announce: (text: string) => void, abort: AbortSignal): Promise<string> {
  const main = join(root, 'dist/main.js');
  if (isFresh(root, main)) return main;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const lock = await waitForLock(join(root, '.cache/build.lock'), abort);
  try {
    if (isFresh(root, main)) return main;
    announce('Building the application …');
    await build(root, abort);
    if (!existsSync(main)) throw new LauncherError(`The build made no ${main}.`);
    return main;
  } finally {
    lock.release();
  }
}

async function build(root: string, abort: AbortSignal): Promise<void> {
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  if (!existsSync(nest))
    throw new LauncherError('The application is not built and its compiler is missing. Run npm ci.');
  const stamp = join(root, STAMP);
  const begun = join(root, '.cache/build.begun');
  writeFileSync(begun, '');
  const { code, output } = await run(process.execPath, [nest, 'build'], root, abort);
  abort.throwIfAborted();
  if (code !== 0) throw new LauncherError(`The application does not build (nest build, ${code}):\n${output.trim()}`);
  writeFileSync(stamp, '');
  // The clock of the disk, not ours: they may differ on a network disk.
  const { atime, mtime } = statSync(begun);
  utimesSync(stamp, atime, mtime);
}

function isFresh(root: string, main: string): boolean {
  const stamp = statSync(join(root, STAMP), { throwIfNoEntry: false });
  if (stamp === undefined || !existsSync(main)) return false;
  const sources = [...CONFIGURATION.map((file) => join(root, file)), ...sourcesBelow(join(root, 'src'))];
  return sources.every((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < stamp.mtimeMs);
}

/** Files and folders: a folder's time changes when a file in it is deleted. The launcher is not part of the build. */
function sourcesBelow(folder: string): string[] {
  const below = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !(entry.isDirectory() && entry.name === 'launcher') && !entry.name.endsWith('.spec.ts'),
  );
  return [
    folder,
    ...below.flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourcesBelow(path) : [path];
    }),
  ];
}

async function waitForLock(file: string, abort: AbortSignal): Promise<Lock> {
  for (;;) {
    try {
      return takeLock(file);
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
      await delay(100, undefined, { signal: abort });
    }
  }
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (output += part));
    }
    child.once('error', reject);
    child.once('close', (code, name) => {
      resolve({ code: code ?? name ?? 'unknown', output });
    });
  });
}
