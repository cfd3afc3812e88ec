import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let runner: RunningProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bkcrm-outcome-'));
});
afterAll(async () => {
  await runner?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `npm run chaos` for hours is what finds things; this one shows that it works, and that the plainest faults are survived. */
it('the whole system survives a short torment, with nothing lost, doubled or left undone', async () => {
  const json = join(folder, 'outcome.json');
  runner = await startProcess({
    name: 'chaos',
    args: [
      ['scripts/chaos.mjs', '--minutes', '0.7', '--seed', '6', '--rate', '0.5', '--json', json],
      ['--faults', 'kill,network-cut,database-terminates-backends,webhooks-lost,evolution-accepts-and-resets'],
    ].flat(),
  });
  expect(await runner.exit(), runner.log).toBe(0);
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
    seed: 6,
    lost: 0,
    duplicated: 0,
    clientGaps: 0,
    clientDuplicates: 0,
    doubleSends: 0,
    unsettled: 0,
    pass: true,
  });
}, 900_000);
