import { execFile, spawnSync } from 'node:child_process';

/** A program, its arguments, and what it gets besides our own environment. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Runs to its end and answers what it wrote. Throws with all its words when it fails or takes longer than `withinMs`. */
export function run({ file, args, environment = {}, folder }: Command, withinMs: number): Promise<string> {
  const env = { ...process.env, ...environment };
  return new Promise((resolve, reject) => {
    const options = { env, cwd: folder, timeout: withinMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 ** 2 } as const;
    const child = execFile(file, args, options, (error, output, said) => {
      if (error === null) resolve(output);
      else reject(new Error(`${file} ${args.join(' ')} failed:\n${output}${said}`, { cause: error }));
    });
    child.stdin?.end();
  });
}

/** What the program says, undefined when it is not there or fails. For a question that it answers at once. */
export function answerOf(file: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync(file, args, {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}
