import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ProcessGroups } from './process-groups.mjs';
import { SupervisedProcess } from './supervised-process.mjs';
import { withFolder } from './temporary-folder.js';
import { waitUntil } from './wait-until.mjs';

describe('SupervisedProcess', () => {
  const folder = withFolder();
  const reports: string[] = [];
  let stop: () => Promise<void>;

  afterEach(async () => {
    await stop();
    reports.length = 0;
  });

  function supervise(script: string): { start: () => Promise<void>; readonly pid: number } {
    const groups = new ProcessGroups(join(folder.path, 'run'));
    const ready = join(folder.path, 'ready');
    const supervised = new SupervisedProcess(
      {
        name: 'service',
        log: join(folder.path, 'service.log'),
        stage: 0,
        prepare: async () => ({ command: process.execPath, args: ['-e', script.replace('READY', ready)] }),
        ready: async () => existsSync(ready),
        readyWithin: 10_000,
        stopWithin: 500,
      },
      groups,
      (line: string) => reports.push(line),
    );
    stop = async () => {
      await supervised.stop();
      groups.close();
    };
    return supervised;
  }

  const lives = `require('node:fs').writeFileSync('READY', String(process.pid)); setInterval(() => {}, 1000);`;

  it('starts again what has died', async () => {
    const supervised = supervise(lives);
    await supervised.start();
    const first = supervised.pid;
    process.kill(first, 'SIGKILL');
    const second = await waitUntil(() => Number(readFileSync(join(folder.path, 'ready'), 'utf8')) !== first, {
      timeout: 10_000,
    });
    expect(second).toBe(true);
    expect(reports).toEqual(['service ended (SIGKILL); starting it again in 0.5 s']);
  }, 20_000);

  it('says why something did not start', async () => {
    const supervised = supervise(`console.error('no such database'); process.exit(3)`);
    await expect(supervised.start()).rejects.toThrow(/service ended at once \(exit status 3\)[^]*no such database/);
  }, 20_000);

  it('kills what does not stop when asked', async () => {
    const supervised = supervise(`process.on('SIGTERM', () => {}); ${lives}`);
    await supervised.start();
    await stop();
    expect(reports).toEqual(['service did not stop within 0.5 s and is killed']);
  }, 20_000);

  it('does not start again what was stopped', async () => {
    const supervised = supervise(lives);
    await supervised.start();
    await stop();
    writeFileSync(join(folder.path, 'ready'), 'nobody');
    expect(reports).toEqual([]);
    expect(readFileSync(join(folder.path, 'ready'), 'utf8')).toBe('nobody');
  }, 20_000);
});
