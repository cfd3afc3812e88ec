import type { SendMessage } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** Puts commands into the send queue. A command that is there already changes nothing, whatever became of it. */
@Injectable()
export class AcceptCommands {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute(commands: SendMessage[]): Promise<void> {
    if (commands.length === 0) return;
    await failpoint('s1');
    await this.database.query(
      `INSERT INTO send_command (id, number_id, conversation_id, position, recipient, text, quoted, queued_at, next_attempt_at, expires_at, created_at)
       SELECT "commandId", "numberId", "conversationId", position, recipient, text, quoted, "queuedAt", $2, "expiresAt", $2
       FROM jsonb_to_recordset($1::jsonb) AS r("commandId" uuid, "numberId" uuid, "conversationId" uuid, position int, recipient text,
         text text, quoted jsonb, "queuedAt" timestamptz, "expiresAt" timestamptz)
       ON CONFLICT (id) DO NOTHING`,
      [JSON.stringify(commands), this.clock.now()],
    );
  }
}
