import { fileURLToPath } from 'node:url';
import { explain } from './failure.ts';
import { launch } from './launch.ts';
import { HELP, parseOptions, UsageError } from './options.ts';
import { requestedStop } from './stop-request.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env, root);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = requestedStop();
  try {
    await launch(root, options, stop);
    return 0;
  } catch (error) {
    // What was under way when a person stopped it fails, and that is no news to them.
    if (stop.aborted) return 0;
    process.stderr.write(`\n${explain(error, options.dataDir)}\n`);
    return 1;
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`\n${explain(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
