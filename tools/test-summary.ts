/** The members of Jest's `--json` that are counted. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Test files that could not run, so that none of their tests is counted. */
  readonly numRuntimeErrorTestSuites: number;
}

/**
 * `N passed, N failed[, N skipped]`. Failed checks are one failure. A Jest that failed without a failed test (it could
 * not start, a threshold, an open handle) is one as well: the line never says that all is well when it is not.
 */
export function summaryOf(
  result: JestResult | undefined,
  facts: { readonly checksFailed: boolean; readonly jestFailed: boolean },
): { readonly line: string; readonly passed: boolean } {
  const passed = result?.numPassedTests ?? 0;
  const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  const failedTests = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  const failedJest = failedTests === 0 && (facts.jestFailed || result === undefined) ? 1 : failedTests;
  const failed = failedJest + (facts.checksFailed ? 1 : 0);
  const line = `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
  return { line, passed: failed === 0 };
}
