import { describe, expect, it } from 'vitest';
import { closingLine, summarise, total } from './test-summary.mjs';

const run = { project: 'unit', status: 0 };
const file = (status: string, tests: string[]): object => ({
  name: 'a.spec.ts',
  status,
  assertionResults: tests.map((outcome) => ({ status: outcome, fullName: 'does it' })),
});

describe('test summary', () => {
  it('counts tests', () => {
    const summary = summarise(
      { testResults: [file('failed', ['passed', 'failed', 'pending'])] },
      { ...run, status: 1 },
    );
    expect(summary).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      failures: ['unit: a.spec.ts > does it'],
      unstable: [],
    });
  });

  it('counts a file that could not be loaded, a bad end and a missing report as failures', () => {
    expect(summarise({ testResults: [file('failed', [])] }, { ...run, status: 1 }).failed).toBe(1);
    expect(summarise({ testResults: [file('passed', ['passed'])] }, { ...run, status: 1 }).failed).toBe(1);
    expect(summarise(undefined, { ...run, status: null }).failures).toEqual(['unit: was ended by its deadline']);
  });

  it('names the tests that passed only when they were tried again', () => {
    const report = { testResults: [file('passed', ['passed'])] };
    const summary = summarise(report, { ...run, unstable: ['a.spec.ts > does it'] });
    expect(total([summary, summary]).unstable).toEqual(['unit: a.spec.ts > does it', 'unit: a.spec.ts > does it']);
  });

  it('closes with the sum', () => {
    const one = { passed: 2, failed: 0, skipped: 1, failures: [], unstable: [] };
    expect(closingLine(total([one, one]))).toBe('4 passed, 0 failed, 2 skipped');
  });
});
