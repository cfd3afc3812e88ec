import { copyName, openBackupTarget } from '@bkcrm/backup';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { TicketConfig } from '../app.config.js';
import { lockObject } from '../files/lock-object.js';

const atOnce = 500;
/** Somebody else may have sent the same content just now: its bytes are put before its message is stored. */
const settledAfterMs = 15_000;

/** Removes the files of what was erased, with their small pictures and the copies beside backups. One that a message still shows stays. */
@Injectable()
export class RemoveUnwantedFiles {
  constructor(
    private readonly database: Database,
    private readonly media: MediaStore,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  async execute(): Promise<void> {
    const rows = await this.database.query<{ object: string }>(
      'SELECT object FROM unwanted_file ORDER BY object LIMIT $1',
      [atOnce],
    );
    for (const { object } of rows) await this.database.transaction((tx) => this.remove(tx, object));
  }

  private async remove(tx: Transaction, object: string): Promise<void> {
    await lockObject(tx, object);
    const [shown] = await tx.query('SELECT 1 FROM attachment WHERE object = $1 LIMIT 1', [object]);
    if (shown === undefined) {
      const writtenAt = await this.media.writtenAt(object);
      if (writtenAt !== undefined && Number(this.clock.now()) - Number(writtenAt) < settledAfterMs) return;
      await this.media.delete(object);
      await this.media.delete(object.replace(/^media\//, 'thumbnails/'));
      const target = openBackupTarget(this.config);
      for (const isEncrypted of [false, true]) await target?.delete(copyName(object, isEncrypted));
    }
    const [row] = await tx.query<{ erasureId: string | null }>(
      'DELETE FROM unwanted_file WHERE object = $1 RETURNING erasure_id AS "erasureId"',
      [object],
    );
    if (row?.erasureId != null)
      await tx.query('UPDATE erasure SET files = files + $2, next_attempt_at = NULL WHERE id = $1', [
        row.erasureId,
        shown === undefined ? 1 : 0,
      ]);
  }
}
