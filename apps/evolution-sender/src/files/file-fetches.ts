import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { FetchOrderedFile } from './fetch-ordered-file.js';
import type { FileAttempt } from './fetch-ordered-file.js';

/** Files fetched at once: each may be 100 MB, and is held in memory as base64 for a moment. */
const atOnce = 4;
/** A number whose downloads hang must leave room for the others. */
const perNumber = 2;
/** After this a try is thought to have died with its process; well over Evolution's own patience. */
const thoughtDeadAfterMs = 10 * 60_000;

/** Works off the wanted files; any number of replicas share them. */
@Injectable()
export class FileFetches {
  private readonly logger = new Logger(FileFetches.name);
  private readonly underWay = new Map<Promise<void>, string>();
  private stopped = false;
  private starting: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly fetchFile: FetchOrderedFile,
    private readonly clock: Clock,
  ) {}

  /** Starts what is due, as far as there is room. Does not wait for it. */
  tick(): Promise<void> {
    this.starting ??= this.start().finally(() => (this.starting = undefined));
    return this.starting;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.starting?.catch(() => {});
    await Promise.allSettled(this.underWay.keys());
  }

  private async start(): Promise<void> {
    while (!this.stopped && this.underWay.size < atOnce) {
      const attempt = await this.claim();
      if (attempt === undefined) return;
      const running = this.run(attempt).finally(() => {
        this.underWay.delete(running);
        void this.tick().catch((error: unknown) => this.logger.warn('wanted files could not be read', error));
      });
      this.underWay.set(running, attempt.numberId);
    }
  }

  private async claim(): Promise<FileAttempt | undefined> {
    const now = this.clock.now();
    const [attempt] = await this.database.query<FileAttempt>(
      `UPDATE file_order SET attempts = attempts + 1, next_attempt_at = $2 WHERE attachment_id = (
         SELECT attachment_id FROM file_order WHERE next_attempt_at <= $1 AND number_id <> ALL($3::uuid[])
         ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING attachment_id AS "attachmentId", number_id AS "numberId", message, media_url AS "mediaUrl", declared_type AS "declaredType",
         ordered_at AS "orderedAt", attempts, (SELECT json_build_object('serverId', n.server_id, 'name', n.instance_name, 'allowedNetworks', s.allowed_networks)
            FROM number n JOIN server s ON s.id = n.server_id WHERE n.id = file_order.number_id) AS instance`,
      [now, new Date(Number(now) + thoughtDeadAfterMs), this.fullNumbers()],
    );
    return attempt;
  }

  private fullNumbers(): string[] {
    const running = [...this.underWay.values()];
    return [...new Set(running)].filter((id) => running.filter((other) => other === id).length >= perNumber);
  }

  /** A try that could not even be written down comes again when it is thought dead. */
  private async run(attempt: FileAttempt): Promise<void> {
    try {
      await this.fetchFile.execute(attempt);
    } catch (error) {
      this.logger.warn('a try at a file failed', { attachmentId: attempt.attachmentId }, error);
    }
  }
}
