import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startProcess } from '../src/index.js';

const built = 'dist/libs/observability/src/failpoint.js';
const program = `const { failpoint } = await import('./${built}'); await failpoint('x1'); await failpoint('x1'); console.log('went by');`;
const args = ['--input-type=module', '--eval', program];

// The end-to-end tests build it; alone these tests run on what was built last.
describe.skipIf(!existsSync(built))('failpoints', () => {
  it('are nothing in what is built, whatever the environment says', async () => {
    const env = { NODE_ENV: 'test', FAILPOINTS: 'x1:kill' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toBe('went by\n');
  });

  it('strike where a test loads them', async () => {
    const killed = await startProcess({ name: 'x', args, env: { FAILPOINTS: 'x1:kill' } });
    expect(await killed.exit()).toBe('SIGKILL');
    const failed = await startProcess({ name: 'x', args, env: { FAILPOINTS: 'x1:throw' } });
    expect(await failed.exit()).toBe(1);
    expect(failed.log).toContain('Error: failpoint x1');
    const slow = await startProcess({ name: 'x', args, env: { FAILPOINTS: 'x1:delay=1*1' } });
    expect(await slow.exit()).toBe(0);
    expect(slow.log).toBe('failpoint x1: delay\nwent by\n');
  });

  it('are refused when they say what nobody knows', async () => {
    const refused = await startProcess({ name: 'x', args, env: { FAILPOINTS: 'x1:explode' } });
    expect(await refused.exit()).toBe(1);
    expect(refused.log).toContain('FAILPOINTS: "x1:explode"');
  });
});
