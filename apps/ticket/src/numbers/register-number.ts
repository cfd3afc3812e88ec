import type { RequestBody, WhatsappNumberResource } from '@bkcrm/contracts';
import { AdoptNumber, exchanges, RegisterNumberRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { loadNumbers } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { getAdministrator } from '../agents/actor.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { QuarantineReplay } from '../quarantine/quarantine-replay.js';
import { refusals } from '../requests/refusals.js';

const everyone = { everyone: true, departmentIds: [], agentIds: [] };

/** Makes a number ours: from now on its customers' messages become tickets. What waited for it in quarantine is replayed. */
@Injectable()
export class RegisterNumber {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly quarantine: QuarantineReplay,
  ) {}

  async execute(request: RequestBody<RegisterNumberRequest>): Promise<WhatsappNumberResource> {
    const number = await this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      await getAdministrator(tx, request.actorId);
      if (request.departmentId !== undefined) {
        const [department] = await tx.query('SELECT 1 FROM department WHERE id = $1', [request.departmentId]);
        if (department === undefined) throw refusals.departmentNotFound();
      }
      const id = request.id ?? uuid();
      const [created] = await tx.query<{ id: string }>(
        `INSERT INTO whatsapp_number (id, name, instance_name, department_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (instance_name) DO NOTHING RETURNING id`,
        [id, request.name, request.instanceName, request.departmentId ?? null],
      );
      const [known] = await tx.query<{ id: string }>('SELECT id FROM whatsapp_number WHERE instance_name = $1', [
        request.instanceName,
      ]);
      const numberId = created?.id ?? known?.id ?? id;
      const resource = (await loadNumbers(tx, [numberId])).get(numberId);
      if (resource === undefined) throw new Error(`number ${numberId} vanished`);
      if (created !== undefined) {
        events.add({
          type: 'number.updated',
          data: resource,
          ticketId: null,
          audienceBefore: null,
          audienceAfter: everyone,
        });
        const command: AdoptNumber = { numberId, instanceName: request.instanceName };
        await writeOutbox(tx, [
          { exchange: exchanges.commands, routingKey: AdoptNumber.type, type: AdoptNumber.type, body: command },
        ]);
        tx.afterCommit(() => this.relay.wake());
      }
      return resource;
    });
    await this.quarantine.replay(number.instanceName);
    return number;
  }
}
