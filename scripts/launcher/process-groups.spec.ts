import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startOf } from './process-identity.mjs';
import { ProcessGroups } from './process-groups.mjs';
import { withFolder } from './temporary-folder.js';

/** Spawns a child that never ends by itself and prints its pid. */
const launcher = (folder: string): string => `
  import { ProcessGroups } from '${new URL('process-groups.mjs', import.meta.url).href}';
  const groups = new ProcessGroups(${JSON.stringify(folder)});
  const child = groups.spawn('child', { command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], stage: 0 });
  console.log(child.pid);
`;

describe('ProcessGroups', () => {
  const folder = withFolder();
  const started: number[] = [];

  afterEach(() => {
    for (const pid of started.splice(0)) if (startOf(pid) !== null) process.kill(pid, 'SIGKILL');
  });

  async function launch(): Promise<{ child: number; kill: () => Promise<void> }> {
    const running = spawn(process.execPath, ['--input-type=module', '-e', launcher(folder.path)]);
    const ended = once(running, 'exit');
    const [line] = (await once(createInterface({ input: running.stdout }), 'line')) as [string];
    started.push(Number(line), running.pid ?? 0);
    return {
      child: Number(line),
      kill: async () => {
        running.kill('SIGKILL');
        await ended;
      },
    };
  }

  it('leaves no child behind when the launcher is killed', async () => {
    const { child, kill } = await launch();
    expect(startOf(child)).not.toBeNull();
    await kill();
    const end = Date.now() + 10_000;
    while (startOf(child) !== null && Date.now() < end) await pause(20);
    expect(startOf(child)).toBeNull();
  }, 20_000);

  it('lets the next launcher end what this one left', async () => {
    const { child, kill } = await launch();
    const groups = new ProcessGroups(folder.path);
    expect(await groups.endLeftovers()).toEqual(['child']);
    expect(startOf(child)).toBeNull();
    expect(await groups.endLeftovers()).toEqual([]);
    await kill();
  }, 20_000);
});
