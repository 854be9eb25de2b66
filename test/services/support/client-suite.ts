import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { announce } from './announce.js';
import { startMailbox, type Mailbox } from './mailbox.js';
import { run, type Command } from './program.js';
import { serveTenant, type ServedTenant } from './served-tenant.js';

const PREPARE_WITHIN_MS = 30 * 60_000;
const RUN_WITHIN_MS = 5 * 60_000;

/** A program that drives the product with an official client and writes a line of JSON for each of its tests. */
export interface ClientProgram {
  /** The names of its tests, as it reports them. */
  readonly tests: readonly string[];
  /** What this machine lacks to run it. Its tests are skipped then. */
  readonly lacks: string | undefined;
  /** Fetches and builds what it needs. */
  prepare(): Promise<Command>;
}

interface Report {
  readonly name: string;
  readonly error?: string;
}

/** The tests of a client program as tests of Jest. The program runs once, against a tenant of its own. */
export function describeClient(title: string, program: ClientProgram): void {
  if (program.lacks !== undefined) announce(`${title}: skipped, ${program.lacks}`);
  const describeIt = program.lacks === undefined ? describe : describe.skip;

  describeIt(title, () => {
    let tenant: ServedTenant | undefined;
    let mailbox: Mailbox | undefined;
    let reports: readonly Report[] = [];

    beforeAll(async () => {
      const command = await program.prepare();
      mailbox = await startMailbox();
      tenant = await serveTenant('on-call', mailbox.environment);
      announce(`runs ${command.file} ${command.args.join(' ')}`);
      const environment = { ...command.environment, ...factsOf(tenant, mailbox) };
      const output = await run({ ...command, environment }, RUN_WITHIN_MS);
      reports = output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Report);
    }, PREPARE_WITHIN_MS);
    afterAll(async () => {
      await tenant?.stop();
      await mailbox?.stop();
    });

    it.each(program.tests)('%s', (name) => {
      const [report, ...more] = reports.filter((each) => each.name === name);
      if (report?.error !== undefined) throw new Error(report.error);
      expect([report, ...more]).toEqual([{ name }]);
    });

    it('runs no test that is not listed, and none fails outside', () => {
      expect(reports.filter(({ name }) => !program.tests.includes(name))).toEqual([]);
    });

    it('leaves no error in the log of the product', () => {
      expect(tenant?.errors()).toEqual([]);
    });
  });
}

/** The host and the keys: all that a client is told. */
function factsOf(tenant: ServedTenant, mailbox: Mailbox): Record<string, string> {
  const keys = (name: string, headers: Record<string, string>) => ({
    [`${name}_API_KEY`]: headers['dd-api-key'] ?? '',
    [`${name}_APPLICATION_KEY`]: headers['dd-application-key'] ?? '',
  });
  return {
    PRODUCT_URL: tenant.url,
    ...keys('PRODUCT', tenant.org.adminHeaders),
    ...keys('OTHER', tenant.otherOrg.adminHeaders),
    MAILBOX_URL: mailbox.url,
  };
}
