/**
 * `npm run test:services`: the product with what it meets in the world, which the suite brings by itself into the user's
 * cache. One file after the other: they build and start large things. The last line counts the tests.
 */
import { runTests } from './run-tests.ts';

const isWell = await runTests(['services'], ['--runInBand', ...process.argv.slice(2)], { checksFailed: false });
process.exitCode = isWell ? 0 : 1;
