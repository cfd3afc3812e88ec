import type { RequestBody, WhatsappNumberResource } from '@bkcrm/contracts';
import { AdoptNumber, exchanges, RegisterNumberRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { loadNumbers } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { getActor } from '../agents/actor.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { QuarantineReplay } from '../quarantine/quarantine-replay.js';
import { refusals } from '../requests/refusals.js';
import { instanceNameFor } from './domain/instance-name.js';
import { recordNumberUpdated } from './record-number-event.js';
import { requireDepartment } from './require-department.js';

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
      await getActor(tx, request.actorId, 'numbers.manage');
      await requireDepartment(tx, request.departmentId);
      return this.register(tx, request);
    });
    await this.quarantine.replay(number.instanceName);
    return number;
  }

  private async register(
    tx: Transaction,
    request: RequestBody<RegisterNumberRequest>,
  ): Promise<WhatsappNumberResource> {
    const { id = uuid(), name, serverId, origin, departmentId = null } = request;
    const { instanceName = instanceNameFor(name, id) } = request;
    const [created] = await tx.query(
      `INSERT INTO whatsapp_number (id, name, server_id, instance_name, origin, department_id) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [id, name, serverId, instanceName, origin, departmentId],
    );
    if (created === undefined) return findRegistered(tx, { id, serverId, instanceName, origin });
    const command: AdoptNumber = {
      numberId: id,
      instanceName,
      serverId,
      origin,
      wantsSettings: origin === 'created' || request.wantsSettings,
    };
    const { type } = AdoptNumber;
    writeOutbox(tx, [{ exchange: exchanges.commands, routingKey: type, type, body: command }]);
    tx.afterCommit(() => this.relay.wake());
    return recordNumberUpdated(tx, new EventRecorder(tx, this.feed), id, { isNew: true });
  }
}

/** The same request once more, or an instance that is ours already. */
async function findRegistered(
  tx: Transaction,
  wanted: { id: string; serverId: string; instanceName: string; origin: string },
): Promise<WhatsappNumberResource> {
  const [known] = await tx.query<{ id: string }>(
    `SELECT id FROM whatsapp_number WHERE removed_at IS NULL AND (id = $1 OR (server_id = $2 AND instance_name = $3)) ORDER BY id <> $1 LIMIT 1`,
    [wanted.id, wanted.serverId, wanted.instanceName],
  );
  // Creating means another instance than any we have.
  if (known === undefined || (wanted.origin === 'created' && known.id !== wanted.id))
    throw refusals.numberInstanceTaken();
  const resource = (await loadNumbers(tx, [known.id])).get(known.id);
  if (resource === undefined) throw new Error(`number ${known.id} vanished`);
  return resource;
}
