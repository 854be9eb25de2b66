import { describe, expect, it } from '@jest/globals';
import { summaryOf, type JestResult } from './test-summary.ts';

const fine: JestResult = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};
const well = { checksFailed: false, jestFailed: false };

describe('the last line of npm test', () => {
  it('counts tests', () => {
    expect(summaryOf(fine, well)).toEqual({ line: '12 passed, 0 failed', passed: true });
  });

  it('names skipped tests only when there are some', () => {
    expect(summaryOf({ ...fine, numPendingTests: 2, numTodoTests: 1 }, well).line).toBe(
      '12 passed, 0 failed, 3 skipped',
    );
  });

  it.each([
    ['a failed test', { ...fine, numFailedTests: 1 }, { checksFailed: false, jestFailed: true }],
    ['a file that could not run', { ...fine, numRuntimeErrorTestSuites: 1 }, { checksFailed: false, jestFailed: true }],
    ['failed checks', fine, { checksFailed: true, jestFailed: false }],
    ['a Jest that failed without a failed test', fine, { checksFailed: false, jestFailed: true }],
  ])('counts %s as one failure', (_, result, facts) => {
    expect(summaryOf(result, facts)).toEqual({ line: '12 passed, 1 failed', passed: false });
  });

  it('fails when Jest left no result', () => {
    expect(summaryOf(undefined, { checksFailed: false, jestFailed: true })).toEqual({
      line: '0 passed, 1 failed',
      passed: false,
    });
  });
});
