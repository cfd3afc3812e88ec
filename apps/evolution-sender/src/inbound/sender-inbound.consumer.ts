import { exchanges, headers, queues, webhookType } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { AcknowledgeSends } from '../acknowledgements/acknowledge-sends.js';
import { CountTraffic } from '../traffic/count-traffic.js';
import { findNumbers } from '../numbers/find-numbers.js';
import type { NumberNamed } from '../numbers/find-numbers.js';
import { TakeHints } from '../numbers/take-hints.js';
import { CollectEchoes } from '../reconciliation/collect-echoes.js';
import { CollectStatuses } from '../reconciliation/collect-statuses.js';
import { readNotices } from './read-notices.js';

const events = [
  'send.message',
  'messages.upsert',
  'messages.update',
  'connection.update',
  'status.instance',
  'logout.instance',
  'remove.instance',
];

/**
 * What concerns the sender among the webhooks: what was sent, what became of it, and hints that a connection changed. What is certainly a
 * contact's message and nothing else does not come here.
 */
@Controller()
export class SenderInboundConsumer {
  constructor(
    private readonly database: Database,
    private readonly collectEchoes: CollectEchoes,
    private readonly collectStatuses: CollectStatuses,
    private readonly acknowledge: AcknowledgeSends,
    private readonly countTraffic: CountTraffic,
    private readonly takeHints: TakeHints,
  ) {}

  @ConsumeBatch({
    queue: {
      name: queues.senderInbound,
      bindings: events.map((event) => ({ exchange: exchanges.inbound, key: `p0.${event}` })),
    },
    types: [webhookType],
    size: 100,
    milliseconds: 2,
    apart: 200,
  })
  async onWebhooks(@Payload() batch: Delivery[]): Promise<void> {
    // A call without a secret may come from anybody: it must not settle a send.
    const trusted = batch.filter((delivery) => String(delivery.headers[headers.unauthenticated]) !== 'true');
    const named = trusted.map((delivery) => ({ delivery, ...nameOf(delivery) }));
    const numbers = await findNumbers(this.database, named);
    const notices = readNotices([...numbers].map(([{ delivery }, numberId]) => ({ delivery, numberId })));
    await this.countTraffic.execute(notices.traffic);
    await this.collectEchoes.execute(notices.echoes);
    await this.collectStatuses.execute(notices.seen);
    await this.acknowledge.execute(notices.seen.filter(({ isForeign }) => !isForeign));
    await this.takeHints.execute(notices.hinted);
  }
}

function nameOf({ headers: fields }: Delivery): NumberNamed {
  return { numberId: text(fields[headers.numberId]), instance: text(fields[headers.instance]) };
}

const text = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);
