import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let runner: RunningProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bkcrm-bench-outcome-'));
});
afterAll(async () => {
  await runner?.stop();
  await rm(folder, { recursive: true, force: true });
});

const quantiles = {
  p50: expect.any(Number),
  p95: expect.any(Number),
  p99: expect.any(Number),
  max: expect.any(Number),
};
const whole = { sent: 60, accepted: 60, delivered: 60, lost: 0, e2e: quantiles, http: quantiles };

/** The figures of seconds say nothing; this one shows that the benchmark works and that what it compares with is alive. */
it('the benchmark measures the system and the bare pipeline, and both lose nothing', async () => {
  const json = join(folder, 'outcome.json');
  runner = await startProcess({
    name: 'bench',
    args: [
      ['scripts/bench.mjs', '--profile', 'seed', '--rate', '20', '--minutes', '0.05'],
      ['--sockets', '3', '--numbers', '10', '--json', json],
    ].flat(),
  });
  expect(await runner.exit(), runner.log).toBe(0);
  const outcome = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
  expect(outcome).toMatchObject({
    profile: 'seed',
    ...whole,
    answers: { sent: 30, refused: 0 },
    reference: { ...whole, sent: 30, accepted: 30, delivered: 30 },
    ratio: { p99: expect.any(Number), cpu: expect.any(Number) },
  });
  const parts = ['broker', 'database', 'gateway', 'ingest', 'sender', 'ticket'];
  expect(Object.keys(outcome['cpuMsPerMessage'] as object).toSorted()).toEqual(parts);
  expect(Object.keys(outcome['rssMb'] as object).toSorted()).toEqual(parts);
}, 600_000);
