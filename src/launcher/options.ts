import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LauncherError } from './failure.ts';

export const HELP = `Runs case-management on this machine: both tenants, each a process, on an embedded PostgreSQL.

  npm start -- [options]

  --data-dir DIR   where the data lives (default .data)
  --port N         on-call listens on N, case-management on N + 1 (default 6481)
  --reset          deletes the data in the data directory first
  --help           shows this

Environment: LOG_LEVEL (default warn on a terminal, else info). Logs are in DIR/logs, the demo's keys in DIR/demo.json.
`;

export const DEFAULT_PORT = 6481;

export interface StartOptions {
  readonly help: boolean;
  readonly reset: boolean;
  readonly dataDir: string;
  readonly port: number;
}

/** The command line is wrong; nothing was started. */
export class UsageError extends LauncherError {
  constructor(message: string) {
    super(`${message}\n\n${HELP}`);
    this.name = 'UsageError';
  }
}

/** Reads the command line. Throws `UsageError`, which names the option it does not know or the value that is wrong. */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): StartOptions {
  refuseSwallowedOptions(environment);
  const { values } = parse(args);
  const given = values['data-dir'];
  if (given === '') throw new UsageError('--data-dir needs the path of a directory.');
  return {
    help: values.help ?? false,
    reset: values.reset ?? false,
    // npm changes into the checkout first; INIT_CWD is where the person stands.
    dataDir: given === undefined ? resolve(root, '.data') : resolve(environment.INIT_CWD ?? process.cwd(), given),
    port: parsePort(values.port),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean' },
        reset: { type: 'boolean' },
        'data-dir': { type: 'string' },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('. ')[0] ?? error.message) + '.' : String(error),
    );
  }
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_534) return port;
  throw new UsageError(`--port must be a number from 1 to 65534, and "${text}" is not.`);
}

/** `npm start --reset`, without the two dashes, gives the option to npm, and we would silently not do it. */
function refuseSwallowedOptions(environment: Readonly<Record<string, string | undefined>>): void {
  for (const option of ['reset', 'data-dir', 'port']) {
    if (environment[`npm_config_${option.replace('-', '_')}`] === undefined) continue;
    throw new UsageError(`npm kept --${option} for itself. Write two dashes before it: npm start -- --${option} …`);
  }
}
