import { NumberStateObserved } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { parseJid } from '../inbound/domain/index.js';
import { recordNumberUpdated } from './record-number-event.js';

/** Takes over what the sender saw of a number, unless something newer is known. */
@Injectable()
export class UpdateNumberState {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(observed: NumberStateObserved): Promise<void> {
    await this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const owner = parseJid(observed.ownerJid);
      const [changed] = await tx.query<{ id: string }>(
        `UPDATE whatsapp_number SET state = $2, state_at = $3, trouble = $6, trouble_message = $7, phone = coalesce($4, phone), profile_name = coalesce($5, profile_name), version = version + 1
         WHERE id = $1 AND removed_at IS NULL AND (state_at IS NULL OR state_at < $3::timestamptz) RETURNING id`,
        [
          observed.numberId,
          observed.state,
          observed.observedAt,
          owner?.kind === 'phone' ? owner.user : null,
          observed.profileName ?? null,
          observed.trouble ?? null,
          observed.troubleMessage ?? null,
        ],
      );
      if (changed === undefined) return;
      await recordNumberUpdated(tx, events, changed.id);
    });
  }
}
