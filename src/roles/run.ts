import { parseRoles } from '../platform/config/index.js';
import { createOrganizationCommand } from './create-organization.command.js';
import { migrateCommand } from './migrate.command.js';
import { openapiCommand } from './openapi.command.js';
import { serve } from './serve.js';

/** Starts what the first argument names: a command that ends, or roles that run until SIGTERM. */
export async function run(name: string): Promise<void> {
  try {
    if (name === 'migrate') await migrateCommand();
    else if (name === 'openapi') await openapiCommand();
    else if (name === 'create-organization') await createOrganizationCommand(process.argv.slice(3));
    else await serve(parseRoles(name));
  } catch (error) {
    // Before the logger exists, and for people who read a terminal: the sentence, not the stack.
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}
