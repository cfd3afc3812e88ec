import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const preload = fileURLToPath(new URL('./shifted-clock.mjs', import.meta.url));
const hour = 3_600_000;

describe('the preload that sets a clock wrong', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bkcrm-clock-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What a program prints that runs under it. */
  async function evaluate(program: string, shift: number): Promise<unknown> {
    const file = join(folder, 'clock');
    await writeFile(file, String(shift));
    const args = ['--import', preload, '--input-type=module', '--eval', program];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, CHAOS_CLOCK_FILE: file } });
    return JSON.parse(stdout);
  }

  it('shifts every way of asking for the time, and nothing else', async () => {
    const program = `console.log(JSON.stringify([Date.now(), +new Date(), Date.parse(Date()), +new Date(5), new Date() instanceof Date]))`;
    const before = Date.now();
    const [now, made, said, given, isDate] = (await evaluate(program, -hour)) as number[];
    for (const time of [now, made, said]) {
      expect(time).toBeGreaterThanOrEqual(before - hour - 1_000);
      expect(time).toBeLessThanOrEqual(Date.now() - hour);
    }
    expect([given, isDate]).toEqual([5, true]);
  });

  it('takes up a change while the program runs', async () => {
    const program = `
      import { writeFileSync } from 'node:fs';
      const before = Date.now();
      writeFileSync(process.env.CHAOS_CLOCK_FILE, '${hour}');
      const timer = setInterval(() => {
        if (Date.now() - before < ${hour}) return;
        clearInterval(timer);
        console.log('true');
      }, 20);`;
    expect(await evaluate(program, 0)).toBe(true);
  });
});
