import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyData } from './data-folder.mjs';
import { withFolder } from './temporary-folder.js';

describe('emptyData', () => {
  const folder = withFolder();

  it('removes what starts have kept, and nothing else', () => {
    for (const name of ['postgres', 'rabbitmq', 'spool', 'run', 'holiday']) mkdirSync(join(folder.path, name));
    for (const name of ['secrets.json', 'launcher.lock']) writeFileSync(join(folder.path, name), '');
    emptyData({ data: folder.path, embedded: { database: true, broker: true } });
    expect(readdirSync(folder.path).sort()).toEqual(['holiday', 'launcher.lock', 'run']);
  });
});
