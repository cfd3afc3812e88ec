import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { lockObject } from './lock-object.js';

const keptMs = 24 * 3_600_000;
const atOnce = 500;

/** Removes uploads that were not sent within a day, with their files unless a message shows the same content. */
@Injectable()
export class PurgeUploads {
  constructor(
    private readonly database: Database,
    private readonly media: MediaStore,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const before = new Date(Number(this.clock.now()) - keptMs);
    const old = await this.database.query<{ id: string; object: string }>(
      'SELECT id, object FROM attachment WHERE message_id IS NULL AND uploaded_at < $1 ORDER BY uploaded_at LIMIT $2',
      [before, atOnce],
    );
    for (const upload of old) await this.database.transaction((tx) => this.remove(tx, upload, before));
  }

  /** A customer may have sent the same content just now: its bytes are put before its message is stored. Those stay. */
  private async remove(tx: Transaction, { id, object }: { id: string; object: string }, before: Date): Promise<void> {
    await lockObject(tx, object);
    const [removed] = await tx.query('DELETE FROM attachment WHERE id = $1 AND message_id IS NULL RETURNING 1', [id]);
    if (removed === undefined) return;
    const [shown] = await tx.query('SELECT 1 FROM attachment WHERE object = $1 LIMIT 1', [object]);
    const writtenAt = await this.media.writtenAt(object);
    const isNew = writtenAt !== undefined && writtenAt >= before;
    if (shown === undefined && !isNew) await this.media.delete(object);
  }
}
