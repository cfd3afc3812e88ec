import type { NumberOrigin, RequestBody, WhatsappNumberResource } from '@bkcrm/contracts';
import { DropNumber, exchanges, RemoveNumberRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { recordNumberUpdated } from './record-number-event.js';

/** Gives a number up. It leaves the lists at once; its tickets and messages stay. */
@Injectable()
export class RemoveNumber {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute({ actorId, numberId, how }: RequestBody<RemoveNumberRequest>): Promise<WhatsappNumberResource> {
    return this.database.transaction(async (tx) => {
      await getActor(tx, actorId, 'numbers.manage');
      const [number] = await tx.query<{ origin: NumberOrigin }>(
        'SELECT origin FROM whatsapp_number WHERE id = $1 AND removed_at IS NULL FOR UPDATE',
        [numberId],
      );
      if (number === undefined) throw refusals.numberNotFound();
      if (how === 'delete' && number.origin !== 'created') throw refusals.numberNotCreatedHere();
      await tx.query(
        `UPDATE whatsapp_number SET removed_at = $2, state = 'missing', state_at = $2, trouble = NULL, trouble_message = NULL,
           version = version + 1 WHERE id = $1`,
        [numberId, this.clock.now()],
      );
      const command: DropNumber = { numberId, how };
      const { type } = DropNumber;
      writeOutbox(tx, [{ exchange: exchanges.commands, routingKey: type, type, body: command }]);
      tx.afterCommit(() => this.relay.wake());
      return recordNumberUpdated(tx, new EventRecorder(tx, this.feed), numberId);
    });
  }
}
