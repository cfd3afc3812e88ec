import { exchanges, FileFetched } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { MediaStore, storeFile } from '@bkcrm/media';
import type { StoredFile } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { downloadFile } from './download-file.js';
import type { DownloadRule } from './download-file.js';
import { nextFetch } from './domain/fetch-schedule.js';

interface FileInstance extends DownloadRule {
  serverId: string;
  name: string;
}

/** One try at a file. */
export interface FileAttempt {
  attachmentId: string;
  numberId: string;
  message: Record<string, unknown>;
  mediaUrl: string | null;
  declaredType: string | null;
  orderedAt: Date;
  /** Number of this try. */
  attempts: number;
  /** Where Evolution has the number; null when it is not ours any more. */
  instance: FileInstance | null;
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

  private async fetch(instance: FileInstance, attempt: FileAttempt): Promise<StoredFile> {
    const { message, mediaUrl, declaredType } = attempt;
    const content = mediaUrl === null ? undefined : await this.download(mediaUrl, instance, attempt);
    if (content !== undefined) return storeFile(this.media, content, declaredType);
    const api = await this.servers.api(instance.serverId);
    const file = await api.fetchFile(instance.name, message);
    return storeFile(this.media, file.content, declaredType ?? file.mimeType ?? null);
  }

  /** Undefined when it does not come this way: Evolution itself is asked then. */
  private async download(url: string, rule: DownloadRule, { attachmentId }: FileAttempt): Promise<Buffer | undefined> {
    try {
      return await downloadFile(url, rule);
    } catch (error) {
      this.logger.log('a stored file could not be downloaded; Evolution is asked for it', { attachmentId }, error);
      return undefined;
    }
  }

  private async giveUp(attachmentId: string, reason: FileFetched['reason'], error?: unknown): Promise<void> {
    this.logger.warn('a file is given up', { attachmentId, reason: reason?.code }, error);
    await this.settle({ attachmentId, state: 'failed', reason });
  }

  private async settle(fetched: FileFetched): Promise<void> {
    const { type } = FileFetched;
    await this.database.transaction(async (tx) => {
      await tx.query('DELETE FROM file_order WHERE attachment_id = $1', [fetched.attachmentId]);
      writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body: fetched }]);
      tx.afterCommit(() => this.relay.wake());
    });
  }
}

/** Evolution answers 400 also for downloads that failed by accident; those texts name the error. */
function isGone(error: unknown): boolean {
  if (!(error instanceof EvolutionRefused)) return false;
  return error.status === 400 && /not found|not of the media type/i.test(JSON.stringify(error.body));
}
