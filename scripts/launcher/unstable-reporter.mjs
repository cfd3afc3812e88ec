import { writeFileSync } from 'node:fs';

/** Vitest reporter: writes down which tests passed only when they were tried again, for the end of the run to say so. */
export default class UnstableReporter {
  unstable = [];

  onTestCaseResult(test) {
    const retries = test.diagnostic()?.retryCount ?? 0;
    if (test.result().state === 'passed' && retries > 0)
      this.unstable.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd() {
    const path = process.env.BKCRM_UNSTABLE_REPORT;
    if (path) writeFileSync(path, JSON.stringify(this.unstable));
  }
}
