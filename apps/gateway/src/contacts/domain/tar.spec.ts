import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { tar } from './tar.js';
import type { TarEntry } from './tar.js';

async function archive(entries: TarEntry[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of tar(Readable.from(entries) as AsyncIterable<TarEntry>, new Date())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an archive', () => {
  it('is what tar reads', async () => {
    const long = Buffer.alloc(1_300, 'a');
    const made = await archive([
      { name: 'manifest.json', size: 2, content: Buffer.from('{}') },
      { name: 'files/one.bin', size: 1_300, content: Readable.from([long.subarray(0, 700), long.subarray(700)]) },
      { name: 'files/empty', size: 0, content: Buffer.alloc(0) },
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'bkcrm-tar-'));
    try {
      writeFileSync(join(folder, 'a.tar'), made);
      execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
      expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('{}');
      expect(readFileSync(join(folder, 'files/one.bin')).equals(long)).toBe(true);
      expect(readFileSync(join(folder, 'files/empty'))).toHaveLength(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('fails rather than to be wrong', async () => {
    await expect(archive([{ name: 'a', size: 3, content: Buffer.from('ab') }])).rejects.toThrow('not as long');
  });
});
