import { Database, isLockTimeout } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
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
import { findHeld } from './find-held.js';
import { findNumbers } from './find-numbers.js';
import type { KnownNumber, SourcedFact } from './inbound-work.js';
import { Storing } from './storing.js';

/** Milliseconds: somewhat longer than the server lets a transaction live of whose process nothing is heard. */
const lasting = 20_000;

/**
 * Stores what a batch of webhooks says, in one transaction. It waits for locks, since who has one is done with it in a moment; after a wait
 * that was in vain it waits for none for a while, and puts off what cannot be stored without (ADR 41).
 */
@Injectable()
export class StoreInbound {
  /** By the monotonic clock. */
  private waitsForNobodyUntil = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly loadDelivery: LoadDelivery,
    private readonly storeInlineFiles: StoreInlineFiles,
    private readonly feed: LiveFeed,
    private readonly clock: Clock,
    private readonly counter: MessageCounter,
    private readonly config: TicketConfig,
  ) {}

  /** Everything that the answer does not name is stored. */
  async execute(deliveries: Delivery[]): Promise<BatchOutcome> {
    const read = await Promise.all(deliveries.map((delivery) => this.loadDelivery.execute(delivery)));
    await Promise.all(read.map((delivery) => this.storeInlineFiles.execute(delivery)));
    await failpoint('t1');
    try {
      const { stored, putOff } = await this.database.transaction((tx) => this.storeBatch(tx, read));
      await failpoint('t7');
      return { deadLetter: stored.flatMap(withReason), putOff };
    } catch (error) {
      if (isLockTimeout(error)) this.waitsForNobodyUntil = performance.now() + lasting;
      throw error;
    }
  }

  /** @returns what was stored, without what is in quarantine: that is judged when its number is known, and lies in one place only */
  private async storeBatch(
    tx: Transaction,
    read: ReadDelivery[],
  ): Promise<{ stored: ReadDelivery[]; putOff: Delivery[] }> {
    await failpoint('t2');
    const numberOf = await findNumbers(tx, read);
    const known = read.flatMap((delivery) => {
      const number = delivery.unauthenticated ? undefined : numberOf(delivery);
      return number === undefined ? [] : [{ delivery, facts: sourced(delivery, number) }];
    });
    const ours = new Set(known.map(({ delivery }) => delivery));
    await quarantine(
      tx,
      read.filter((delivery) => !ours.has(delivery)),
    );
    const held = await this.findHeld(
      tx,
      known.flatMap(({ facts }) => facts),
    );
    const free = known.filter(({ facts }) => !facts.some((fact) => held.has(fact)));
    const facts = free.flatMap((one) => one.facts);
    await this.store(tx, facts);
    tx.beforeCommit(async () => failpoint('t6'));
    tx.afterCommit(() => announceQrCodes(this.feed, facts));
    return {
      stored: free.map(({ delivery }) => delivery),
      putOff: known.flatMap((one) => (free.includes(one) ? [] : one.delivery.delivery)),
    };
  }

  private async findHeld(tx: Transaction, facts: SourcedFact[]): Promise<ReadonlySet<SourcedFact>> {
    if (performance.now() >= this.waitsForNobodyUntil) return new Set();
    return findHeld(tx, facts, { groups: this.config.GROUPS_ENABLED });
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

const withReason = ({ delivery, malformed }: ReadDelivery): BatchOutcome['deadLetter'] =>
  malformed === undefined ? [] : [{ delivery, reason: malformed }];

function sourced(delivery: ReadDelivery, number: KnownNumber): SourcedFact[] {
  const { cause, origin, files } = delivery;
  return delivery.facts(number.phone).map((fact) => {
    const file = fact.type === 'message' ? files.get(fact.message.whatsappId) : undefined;
    return { fact, number, cause, origin, ...(file === undefined ? {} : { file }) };
  });
}
