import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@bkcrm/observability';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aMessage, someMetrics, total } from '../../test/fakes.js';
import { Journal } from './journal.js';
import { journalFiles, readJournalFile } from './journal-folder.js';

describe('Journal', () => {
  let folder: string;
  let now: Date;
  const clock: Clock = { now: () => now };
  const metrics = someMetrics();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    now = new Date('2026-11-25T10:00:00Z');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const aJournal = (options: { keptHours?: number; maxBytes?: number; fileBytes?: number } = {}): Journal =>
    new Journal({ folder, keptHours: 24, maxBytes: 1024 * 1024, ...options }, clock, metrics);
  const kept = async (): Promise<string[]> => {
    const files = await journalFiles(folder);
    const messages = await Promise.all(files.map(({ name }) => readJournalFile(folder, name)));
    return messages.flat().map(({ content }) => String(content));
  };
  const hoursPass = (hours: number): void => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };

  it('has a message written when it says so, without being closed', async () => {
    const journal = aJournal();
    await Promise.all(['one', 'two', 'three'].map((text) => journal.add(aMessage(text))));
    expect(await kept()).toEqual(['one', 'two', 'three']);
    await journal.close();
  });

  it('keeps who was typing from nobody', async () => {
    const journal = aJournal();
    await journal.add(aMessage('typing', 'p2.presence.update'));
    await aJournal({ keptHours: 0 }).add(aMessage('switched off'));
    expect(await kept()).toEqual([]);
  });

  it('begins a file every hour, compresses the one before, and forgets after a day', async () => {
    const journal = aJournal();
    await journal.add(aMessage('at ten'));
    hoursPass(1);
    await journal.sync();
    await journal.add(aMessage('at eleven'));
    await journal.tidy();
    expect(await readdir(folder)).toEqual(['2026-11-25T10-00-00.000Z.journal.gz', '2026-11-25T11-00-00.000Z.journal']);
    expect(await kept()).toEqual(['at ten', 'at eleven']);
    hoursPass(24.5);
    await journal.sync();
    await journal.tidy();
    expect(await kept()).toEqual(['at eleven']);
    await journal.close();
  });

  it('takes over what a process left that was killed, and forgets the oldest when there is no room', async () => {
    await aJournal().add(aMessage('left behind'));
    hoursPass(2);
    const journal = aJournal();
    await journal.tidy();
    await journal.add(aMessage('new'));
    expect(await kept()).toEqual(['left behind', 'new']);
    await aJournal({ maxBytes: 1 }).tidy();
    expect(await kept()).toEqual(['new']);
    await journal.close();
  });

  it('refuses no webhook when the disk does: what is missing is counted', async () => {
    const before = await total(metrics.journalMissed);
    const file = join(folder, 'no folder');
    await writeFile(file, '');
    const journal = new Journal({ folder: join(file, 'journal'), keptHours: 24, maxBytes: 1 }, clock, metrics);
    await journal.add(aMessage('one'));
    expect((await total(metrics.journalMissed)) - before).toBe(1);
    await journal.close();
  });
});
