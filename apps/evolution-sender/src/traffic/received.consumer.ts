import { exchanges, MessagesReceived, queues } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { findNumbers } from '../numbers/find-numbers.js';
import { CountTraffic } from './count-traffic.js';

/** How much contacts write, as every replica of ingest tells once a second. */
@Controller()
export class ReceivedConsumer {
  constructor(
    private readonly database: Database,
    private readonly countTraffic: CountTraffic,
  ) {}

  @ConsumeBatch({
    queue: { name: queues.senderReceived, bindings: [{ exchange: exchanges.inbound, key: MessagesReceived.type }] },
    types: [MessagesReceived.type],
    size: 100,
    milliseconds: 2,
    apart: 200,
  })
  async onReceived(@Payload() batch: Delivery[]): Promise<BatchOutcome> {
    const read = batch.map((delivery) => ({ delivery, told: readReceived(delivery) }));
    const received = read.flatMap(({ told }) => told?.numbers ?? []);
    const numbers = await findNumbers(this.database, received);
    await this.countTraffic.execute([...numbers].map(([{ messages }, numberId]) => ({ numberId, messages })));
    const invalid = read.filter(({ told }) => told === undefined);
    return { deadLetter: invalid.map(({ delivery }) => ({ delivery, reason: 'invalid' })) };
  }
}

function readReceived({ body }: Delivery): MessagesReceived | undefined {
  const told = plainToInstance(MessagesReceived, body);
  return told instanceof MessagesReceived && validateSync(told).length === 0 ? told : undefined;
}
