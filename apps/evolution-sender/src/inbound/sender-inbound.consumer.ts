import { exchanges, headers, queues } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { isFields, readMessage } from '../evolution-api/read-answers.js';
import { findNumbers } from '../numbers/find-numbers.js';
import { TakeHints } from '../numbers/take-hints.js';
import { CollectEchoes } from '../reconciliation/collect-echoes.js';

const events = ['send.message', 'connection.update', 'status.instance', 'logout.instance', 'remove.instance'];

/** What concerns the sender among the webhooks: echoes of what was sent, and hints that a connection changed. */
@Controller()
export class SenderInboundConsumer {
  constructor(
    private readonly database: Database,
    private readonly collectEchoes: CollectEchoes,
    private readonly takeHints: TakeHints,
  ) {}

  @ConsumeBatch({
    queue: {
      name: queues.senderInbound,
      bindings: events.map((event) => ({ exchange: exchanges.inbound, key: `p0.${event}` })),
    },
    size: 100,
    milliseconds: 5,
  })
  async onWebhooks(@Payload() batch: Delivery[]): Promise<void> {
    // A call without a secret may come from anybody: it must not settle a send.
    const trusted = batch.filter((delivery) => String(delivery.headers[headers.unauthenticated]) !== 'true');
    const numbers = await findNumbers(this.database, trusted);
    const echoes = [...numbers].flatMap(([delivery, numberId]) =>
      isEcho(delivery) ? messagesOf(delivery.body).map((message) => ({ numberId, message })) : [],
    );
    await this.collectEchoes.execute(echoes);
    await this.takeHints.execute([...numbers].flatMap(([delivery, id]) => (isEcho(delivery) ? [] : [id])));
  }
}

const isEcho = (delivery: Delivery): boolean => delivery.headers[headers.event] === 'send.message';

/** `data` may be a message, a list of them, or `{ messages: [...] }`. */
function messagesOf(body: unknown): NonNullable<ReturnType<typeof readMessage>>[] {
  const data = isFields(body) ? body['data'] : undefined;
  const list =
    isFields(data) && Array.isArray(data['messages']) ? data['messages'] : Array.isArray(data) ? data : [data];
  return list.flatMap((entry) => readMessage(entry) ?? []);
}
