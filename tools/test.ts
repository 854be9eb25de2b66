/**
 * `npm test`: the checks, then every test on an embedded PostgreSQL of its own. The last line counts the tests; failed
 * checks are one more failure, and so is a test file that could not run.
 */
import { runNode, runTests } from './run-tests.ts';

const checksFailed = (await runNode(['tools/check.ts'])) !== 0;
const isWell = await runTests(['unit', 'e2e'], process.argv.slice(2), { checksFailed });
process.exitCode = isWell ? 0 : 1;
