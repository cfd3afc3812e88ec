import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const promtool = process.env['BKCRM_TEST_PROMTOOL'] ?? '';
const folder = 'deploy/prometheus';
const inFolder = (name: string): string[] =>
  readdirSync(`${folder}/${name}`).map((file) => `${folder}/${name}/${file}`);

describe.skipIf(promtool === '')('alerts (by promtool: apt-get install prometheus)', () => {
  it('are rules that Prometheus takes, with its configuration', async () => {
    const { stdout } = await run(promtool, ['check', 'config', `${folder}/prometheus.yml`]);
    expect(stdout).toContain('2 rule files found');
  });

  it.each(inFolder('tests'))('come when they should, and only then: %s', async (file) => {
    const { stdout } = await run(promtool, ['test', 'rules', file]);
    expect(stdout).toContain('SUCCESS');
  });
});
