import { appendFile, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TookTooLong } from '@bkcrm/observability';
import { eventually } from '@bkcrm/testing';
import { aMessage } from '../../test/fakes.js';
import { decodeSegment, encodeRecord } from './domain/record-format.js';
import { OpenSegment } from './segment.js';
import { Spool, SpoolFull } from './spool.js';
import type { SpoolOptions } from './spool.js';

describe('Spool', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  const aSpool = (options: Partial<SpoolOptions> = {}): Spool =>
    new Spool({ folder, maxBytes: 1024 * 1024, ...options });
  const contents = async (): Promise<string[]> => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.segment')).sort();
    const segments = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return segments.flatMap((segment) => decodeSegment(segment).records.map(({ message }) => String(message.content)));
  };

  it('has a message on disk when append resolves', async () => {
    const spool = aSpool();
    await spool.open();
    await spool.append(aMessage('one'));
    expect(await contents()).toEqual(['one']);
    expect(spool).toMatchObject({ records: 1, oldestAt: new Date('2026-11-25T12:00:00Z') });
  });

  it('shares one fsync among all that wait', async () => {
    const append = vi.spyOn(OpenSegment.prototype, 'append');
    const spool = aSpool();
    await spool.open();
    await Promise.all(Array.from({ length: 500 }, (_, index) => spool.append(aMessage(String(index)))));
    expect(append.mock.calls.length).toBeLessThanOrEqual(2);
    expect(await contents()).toHaveLength(500);
    expect(spool.records).toBe(500);
  });

  it('answers after the fsync, and keeps nothing of what the disk did not take', async () => {
    const spool = aSpool();
    await spool.open();
    const anyFile = await open(folder);
    const datasync = vi.spyOn(Object.getPrototypeOf(anyFile) as FileHandle, 'datasync');
    await anyFile.close();
    const order: string[] = [];
    datasync.mockImplementationOnce(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('fsync');
    });
    await spool.append(aMessage('one'));
    expect(order).toEqual(['fsync']);
    datasync.mockRejectedValueOnce(new Error('input/output error'));
    await expect(spool.append(aMessage('two'))).rejects.toThrow('input/output error');
    expect(await contents()).toEqual(['one']);
  });

  it('begins a new segment when one is long enough', async () => {
    const spool = aSpool({ segmentBytes: 100 });
    await spool.open();
    for (const text of ['one', 'two', 'three']) await spool.append(aMessage(text));
    await spool.seal();
    expect(spool.segments()).toHaveLength(3);
    expect(await contents()).toEqual(['one', 'two', 'three']);
  });

  it('refuses what is over its bound, and takes more once there is room', async () => {
    const spool = aSpool({ maxBytes: 2 * encodeRecord(aMessage('xxx')).length });
    await spool.open();
    await Promise.all([spool.append(aMessage('one')), spool.append(aMessage('two'))]);
    expect(spool.isWritable).toBe(false);
    await expect(spool.append(aMessage('six'))).rejects.toThrow(SpoolFull);
    await spool.seal();
    for (const segment of spool.segments()) await spool.remove(segment);
    await spool.append(aMessage('six'));
    expect(spool.bytes).toBe(encodeRecord(aMessage('six')).length);
  });

  it('rejects every message of a write that failed, keeps nothing of it, and goes on', async () => {
    const spool = aSpool();
    await spool.open();
    await spool.append(aMessage('before'));
    const broken = vi.spyOn(OpenSegment.prototype, 'append').mockRejectedValueOnce(new Error('ENOSPC'));
    const results = await Promise.allSettled(['a', 'b'].map((text) => spool.append(aMessage(text))));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(spool.isWritable).toBe(false);
    broken.mockRestore();
    await spool.append(aMessage('after'));
    expect(spool).toMatchObject({ isWritable: true, records: 2 });
    expect(await contents()).toEqual(['before', 'after']);
  });

  it('gives up a write that does not come back, keeps what it had, and goes on elsewhere', async () => {
    const spool = aSpool({ patienceMilliseconds: 50 });
    await spool.open();
    await spool.append(aMessage('before'));
    const anyFile = await open(folder);
    const datasync = vi.spyOn(Object.getPrototypeOf(anyFile) as FileHandle, 'datasync');
    await anyFile.close();
    let comeBack: (() => void) | undefined;
    datasync.mockImplementationOnce(() => new Promise((resolve) => (comeBack = resolve)));
    await expect(spool.append(aMessage('hung'))).rejects.toThrow(TookTooLong);
    expect(spool.isWritable).toBe(false);
    await spool.append(aMessage('after'));
    expect(spool).toMatchObject({ isWritable: true, records: 2 });
    comeBack?.();
    await spool.seal();
    const kept = await Promise.all(spool.segments().map((segment) => segment.read()));
    const texts = kept.flatMap((bytes) => decodeSegment(bytes).records.map(({ message }) => String(message.content)));
    expect(texts).toEqual(['before', 'after']);
  });

  it('does not call a disk writable that does not answer', async () => {
    const spool = aSpool({ patienceMilliseconds: 50 });
    await spool.open();
    expect(spool.isWritable).toBe(true);
    const file = await open(join(folder, 'any'), 'w');
    const sync = vi.spyOn(Object.getPrototypeOf(file) as FileHandle, 'sync');
    await file.close();
    let comeBack: (() => void) | undefined;
    sync.mockImplementationOnce(() => new Promise((resolve) => (comeBack = resolve)));
    await spool.check();
    expect(spool.isWritable).toBe(false);
    comeBack?.();
    await eventually(async () => {
      await spool.check();
      expect(spool.isWritable).toBe(true);
    });
  });

  it('rejects when its folder cannot be made, and works once it can', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const spool = new Spool({ folder: join(file, 'spool'), maxBytes: 1024 });
    await spool.open();
    expect(spool.isWritable).toBe(false);
    await expect(spool.append(aMessage('one'))).rejects.toThrow('ENOTDIR');
    await rm(file);
    await spool.append(aMessage('one'));
    expect(spool).toMatchObject({ isWritable: true, records: 1 });
  });

  it('takes over what a killed process left, without its torn tail', async () => {
    const killed = aSpool();
    await killed.open();
    await killed.append(aMessage('one'));
    await killed.append(aMessage('two'));
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), encodeRecord(aMessage('torn')).subarray(0, 30));

    const spool = aSpool();
    await spool.open();
    expect(spool.records).toBe(2);
    await spool.append(aMessage('three'));
    expect(await readdir(folder)).toHaveLength(2);
    expect(await contents()).toEqual(['one', 'two', 'three']);
  });
});
