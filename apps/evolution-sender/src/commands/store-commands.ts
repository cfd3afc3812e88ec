import type { SendMessage } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { failpoint } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { SendingService } from '../sending/sending-service.js';

/** Puts commands into the send queue. One that is there already stays as it is: its id is the key. */
@Injectable()
export class StoreCommands {
  constructor(
    private readonly database: Database,
    private readonly sending: SendingService,
  ) {}

  async execute(commands: SendMessage[]): Promise<void> {
    if (commands.length === 0) return;
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO send_command (id, number_id, conversation_id, position, recipient, text, quoted, expires_at, queued_at)
         SELECT "commandId", "numberId", "conversationId", position, recipient, text, quoted, "expiresAt", "queuedAt"
         FROM jsonb_to_recordset($1::jsonb) AS r("commandId" uuid, "numberId" uuid, "conversationId" uuid, position int,
           recipient text, text text, quoted jsonb, "expiresAt" timestamptz, "queuedAt" timestamptz)
         ORDER BY "commandId"
         ON CONFLICT (id) DO NOTHING`,
        [JSON.stringify(commands)],
      );
      await failpoint('s1');
    });
    await failpoint('s7');
    this.sending.wake(commands.map((command) => command.numberId));
  }
}
