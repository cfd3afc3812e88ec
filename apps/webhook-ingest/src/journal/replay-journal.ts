import { setTimeout as pause } from 'node:timers/promises';
import { exchanges, headers, webhookType } from '@bkcrm/contracts';
import type { Publisher } from '@bkcrm/messaging';
import { emptyBucket, takeToken, waitForToken } from '@bkcrm/token-bucket';
import type { InboundMessage } from '../webhooks/domain/inbound-message.js';
import { endingAfter } from './domain/journal-files.js';
import { journalFiles, readJournalFile } from './journal-folder.js';

export interface ReplayOptions {
  folder: string;
  /** What was received from then on … */
  from: Date;
  /** … and before then. */
  until: Date;
  /** Webhooks a second: what customers write meanwhile waits behind them. */
  perSecond: number;
  /** Before something is tried again; doubled each time (100). */
  pauseMilliseconds?: number;
  /** Only counts. */
  dryRun?: boolean;
  /** Told after each file. */
  onProgress?: (count: number) => void;
}

/** The broker does not take it; what came before is there. */
export class ReplayStopped extends Error {
  constructor(receivedAt: string | undefined, outcome: string) {
    super(`the broker did not take a webhook received at ${receivedAt}: ${outcome}`);
    this.name = 'ReplayStopped';
  }
}

const window = 50;
const attempts = 6;

/**
 * Feeds what was accepted into the pipeline again, under the ids it had. What arrived then is recognised, so it may be
 * repeated at will, and asked for from too early on.
 * @returns how many webhooks it was
 * @throws ReplayStopped
 */
export async function replayJournal(publisher: Pick<Publisher, 'publish'>, options: ReplayOptions): Promise<number> {
  const { folder, from, until, pauseMilliseconds = 100, dryRun = false, onProgress = () => {} } = options;
  const takeTurn = pacedAt(options.perSecond);
  const done = new Set<string>();
  for (const { name } of endingAfter(await journalFiles(folder), from)) {
    const wanted = (await readJournalFile(folder, name)).filter((message) => isBetween(message, from, until));
    const queue = wanted.filter(({ messageId }) => !done.has(messageId)).values();
    const worker = async (): Promise<void> => {
      for (const message of queue) {
        if (!dryRun) {
          await takeTurn();
          await publish(publisher, message, pauseMilliseconds);
        }
        done.add(message.messageId);
      }
    };
    await Promise.all(Array.from({ length: window }, worker));
    onProgress(done.size);
  }
  return done.size;
}

function isBetween({ headers: fields }: InboundMessage, from: Date, until: Date): boolean {
  const receivedAt = new Date(fields[headers.receivedAt] ?? '');
  return receivedAt >= from && receivedAt < until;
}

async function publish(
  publisher: Pick<Publisher, 'publish'>,
  message: InboundMessage,
  pauseMilliseconds: number,
): Promise<void> {
  const replayed = { ...message, headers: { ...message.headers, [headers.origin]: 'replay' } };
  let outcome = 'unknown';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await pause(pauseMilliseconds * 2 ** attempt);
    outcome = await publisher.publish({ exchange: exchanges.inbound, type: webhookType, ...replayed });
    if (outcome === 'confirmed') return;
  }
  throw new ReplayStopped(message.headers[headers.receivedAt], outcome);
}

function pacedAt(perSecond: number): () => Promise<void> {
  const rate = { perSecond, burst: Math.max(1, perSecond / 10) };
  let level = emptyBucket(performance.now());
  return async () => {
    for (;;) {
      const taken = takeToken(level, rate, performance.now());
      if (taken) {
        level = taken;
        return;
      }
      await pause(waitForToken(level, rate, performance.now()));
    }
  };
}
