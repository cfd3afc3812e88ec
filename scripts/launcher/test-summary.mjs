/**
 * What one run of Vitest comes to. A file that could not even be loaded counts as one failure, and so does a run that
 * ended badly with every test passed (an unhandled error), or that left no report.
 * @param {object | undefined} report Vitest's JSON report
 * @param {{ project: string, status: number | null, unstable?: string[] }} run `unstable`: tests that passed only when tried again
 * @returns {{ passed: number, failed: number, skipped: number, failures: string[], unstable: string[] }}
 */
export function summarise(report, { project, status, unstable = [] }) {
  const summary = {
    passed: 0,
    failed: 0,
    skipped: 0,
    failures: [],
    unstable: unstable.map((name) => `${project}: ${name}`),
  };
  for (const file of report?.testResults ?? []) {
    const tests = file.assertionResults ?? [];
    for (const test of tests) {
      if (test.status === 'passed') summary.passed += 1;
      else if (test.status === 'failed') fail(summary, `${project}: ${file.name} > ${test.fullName}`);
      else summary.skipped += 1;
    }
    if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) {
      fail(summary, `${project}: ${file.name} (${(file.message ?? '').split('\n')[0] || 'could not be run'})`);
    }
  }
  if (status !== 0 && summary.failed === 0) {
    fail(
      summary,
      `${project}: ${status === null ? 'was ended by its deadline' : 'ended badly although no test failed'}`,
    );
  }
  return summary;
}

function fail(summary, what) {
  summary.failed += 1;
  summary.failures.push(what);
}

/** The sum of several runs. */
export function total(summaries) {
  return summaries.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
      failures: [...sum.failures, ...one.failures],
      unstable: [...sum.unstable, ...one.unstable],
    }),
    { passed: 0, failed: 0, skipped: 0, failures: [], unstable: [] },
  );
}

/** The closing line, the same for every run. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
