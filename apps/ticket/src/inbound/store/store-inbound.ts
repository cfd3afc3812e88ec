import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import type { Delivery } from '@bkcrm/messaging';
import { Clock, failpoint } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { TicketConfig } from '../../app.config.js';
import { EventRecorder } from '../../event-log/event-recorder.js';
import { LiveFeed } from '../../event-log/live-feed.js';
import { MessageCounter } from '../../metrics/message-counter.js';
import { quarantine } from '../../quarantine/quarantine.js';
import { announceQrCodes } from '../announce-qr-codes.js';
import { StoreInlineFiles } from '../files/store-inline-files.js';
import { LoadDelivery } from '../load-delivery.js';
import type { ReadDelivery } from '../read-delivery.js';
import { findNumbers } from './find-numbers.js';
import type { KnownNumber, SourcedFact } from './inbound-work.js';
import { Storing } from './storing.js';

/** Stores what a batch of webhooks says, in one transaction. */
@Injectable()
export class StoreInbound {
  constructor(
    private readonly database: Database,
    private readonly loadDelivery: LoadDelivery,
    private readonly storeInlineFiles: StoreInlineFiles,
    private readonly feed: LiveFeed,
    private readonly clock: Clock,
    private readonly counter: MessageCounter,
    private readonly config: TicketConfig,
  ) {}

  /** @returns deliveries that nobody can make sense of, with the reason; everything else is stored */
  async execute(deliveries: Delivery[]): Promise<{ delivery: Delivery; reason: string }[]> {
    const read = await Promise.all(deliveries.map((delivery) => this.loadDelivery.execute(delivery)));
    await Promise.all(read.map((delivery) => this.storeInlineFiles.execute(delivery)));
    await failpoint('t1');
    const understood = await this.database.transaction(async (tx) => {
      await failpoint('t2');
      const numberOf = await findNumbers(tx, read);
      const known = read.flatMap((delivery) => {
        const number = delivery.unauthenticated ? undefined : numberOf(delivery);
        return number === undefined ? [] : [{ delivery, number }];
      });
      const ours = new Set(known.map(({ delivery }) => delivery));
      await quarantine(
        tx,
        read.filter((delivery) => !ours.has(delivery)),
      );
      const facts = known.flatMap(({ delivery, number }) => sourced(delivery, number));
      await this.store(tx, facts);
      tx.beforeCommit(async () => failpoint('t6'));
      tx.afterCommit(() => announceQrCodes(this.feed, facts));
      return ours;
    });
    await failpoint('t7');
    // What is in quarantine is judged when its number is known: it lies in one place only.
    return [...understood].flatMap(({ delivery, malformed }) =>
      malformed === undefined ? [] : [{ delivery, reason: malformed }],
    );
  }

  /** `holdEchoes: false` stores echoes that nobody claimed. */
  async store(tx: Transaction, facts: SourcedFact[], { holdEchoes = true } = {}): Promise<void> {
    const events = new EventRecorder(tx, this.feed);
    const settings = {
      reopenWithinMs: this.config.REOPEN_WITHIN_MINUTES * 60_000,
      now: this.clock.now(),
      groups: this.config.GROUPS_ENABLED,
      holdEchoes,
    };
    await new Storing(tx, events, this.counter, settings).run(facts);
  }
}

function sourced(delivery: ReadDelivery, number: KnownNumber): SourcedFact[] {
  const { cause, origin, files } = delivery;
  return delivery.facts(number.phone).map((fact) => {
    const file = fact.type === 'message' ? files.get(fact.message.whatsappId) : undefined;
    return { fact, number, cause, origin, ...(file === undefined ? {} : { file }) };
  });
}
