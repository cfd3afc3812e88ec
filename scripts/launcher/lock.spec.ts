import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from './lock.mjs';
import { startOf } from './process-identity.mjs';
import { withFolder } from './temporary-folder.js';

describe('takeLock', () => {
  const folder = withFolder();
  const path = (): string => join(folder.path, 'lock');

  it('names the holder until it lets go', () => {
    const lock = takeLock(path());
    expect(takeLock(path())).toEqual({ holder: process.pid });
    lock.release();
    expect(takeLock(path())).toHaveProperty('release');
  });

  it('takes over from a process that is gone, also when its number was given out again', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(path(), JSON.stringify({ pid, started: '1' }));
    expect(takeLock(path())).toHaveProperty('release');
    writeFileSync(path(), JSON.stringify({ pid: process.pid, started: `${startOf(process.pid)}0` }));
    expect(takeLock(path())).toHaveProperty('release');
  });
});
