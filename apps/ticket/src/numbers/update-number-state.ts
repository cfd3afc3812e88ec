import { NumberStateObserved } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { loadNumbers } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { parseJid } from '../inbound/domain/index.js';

const everyone = { everyone: true, departmentIds: [], agentIds: [] };

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
        `UPDATE whatsapp_number SET state = $2, state_at = $3, phone = coalesce($4, phone), profile_name = coalesce($5, profile_name), version = version + 1
         WHERE id = $1 AND (state_at IS NULL OR state_at < $3::timestamptz) RETURNING id`,
        [
          observed.numberId,
          observed.state,
          observed.observedAt,
          owner?.kind === 'phone' ? owner.user : null,
          observed.profileName ?? null,
        ],
      );
      if (changed === undefined) return;
      const resource = (await loadNumbers(tx, [changed.id])).get(changed.id);
      if (resource !== undefined) {
        events.add({
          type: 'number.updated',
          data: resource,
          ticketId: null,
          audienceBefore: everyone,
          audienceAfter: everyone,
        });
      }
    });
  }
}
