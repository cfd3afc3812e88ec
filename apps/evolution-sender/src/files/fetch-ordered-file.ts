import { exchanges, FileFetched } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { MediaStore, storeFile } from '@bkcrm/media';
import type { StoredFile } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { nextFetch } from './domain/fetch-schedule.js';

/** One try at a file. */
export interface FileAttempt {
  attachmentId: string;
  numberId: string;
  message: Record<string, unknown>;
  declaredType: string | null;
  orderedAt: Date;
  /** Number of this try. */
  attempts: number;
  /** Where Evolution has the number; null when it is not ours any more. */
  instance: { serverId: string; name: string } | null;
}

export const fileReasons = {
  gone: { code: 'file.gone', message: 'WhatsApp does not have this file any more.' },
  unreachable: { code: 'file.unreachable', message: 'The file could not be fetched for a week.' },
  numberGone: { code: 'file.number-gone', message: 'The number that received this file is not connected any more.' },
} as const;

/** Fetches a file from Evolution into the media store, and tells what came of it. What fails by accident is tried again later. */
@Injectable()
export class FetchOrderedFile {
  private readonly logger = new Logger(FetchOrderedFile.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly media: MediaStore,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(attempt: FileAttempt): Promise<void> {
    const { attachmentId } = attempt;
    if (attempt.instance === null) return this.giveUp(attachmentId, fileReasons.numberGone);
    try {
      const file = await this.fetch(attempt.instance, attempt);
      await this.settle({ attachmentId, state: 'stored', ...file });
    } catch (error) {
      if (isGone(error)) return this.giveUp(attachmentId, fileReasons.gone, error);
      const next = nextFetch(attempt.attempts, attempt.orderedAt, this.clock.now(), Math.random());
      if (next === undefined) return this.giveUp(attachmentId, fileReasons.unreachable, error);
      if (attempt.attempts === 1) this.logger.warn('a file will be tried for again', { attachmentId }, error);
      await this.database.query('UPDATE file_order SET next_attempt_at = $2 WHERE attachment_id = $1', [
        attachmentId,
        next,
      ]);
    }
  }

  private async fetch(
    { serverId, name }: { serverId: string; name: string },
    { message, declaredType }: FileAttempt,
  ): Promise<StoredFile> {
    const api = await this.servers.api(serverId);
    const file = await api.fetchFile(name, message);
    return storeFile(this.media, file.content, declaredType ?? file.mimeType ?? null);
  }

  private async giveUp(attachmentId: string, reason: FileFetched['reason'], error?: unknown): Promise<void> {
    this.logger.warn('a file is given up', { attachmentId, reason: reason?.code }, error);
    await this.settle({ attachmentId, state: 'failed', reason });
  }

  private async settle(fetched: FileFetched): Promise<void> {
    const { type } = FileFetched;
    await this.database.transaction(async (tx) => {
      await tx.query('DELETE FROM file_order WHERE attachment_id = $1', [fetched.attachmentId]);
      await writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body: fetched }]);
      tx.afterCommit(() => this.relay.wake());
    });
  }
}

/** Evolution answers 400 also for downloads that failed by accident; those texts name the error. */
function isGone(error: unknown): boolean {
  if (!(error instanceof EvolutionRefused)) return false;
  return error.status === 400 && /not found|not of the media type/i.test(JSON.stringify(error.body));
}
