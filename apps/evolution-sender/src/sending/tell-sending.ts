import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import type { ClaimedSend } from './claim-send.js';
import { sendResult } from './send-results.js';

/** Milliseconds. Most attempts have ended by then, and two results in the blink of an eye tell an agent nothing. */
const slowAfter = 1_000;

/** Says of an attempt that takes long that it is under way. Nothing rests on it: what the attempt comes to is told in any case. */
@Injectable()
export class TellSending {
  private readonly logger = new Logger(TellSending.name);

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** @returns to be called when the attempt has ended. What is told all the same counts for nothing: its revision is the older one. */
  whenSlow(claim: ClaimedSend): () => void {
    const timer = setTimeout(() => void this.tell(claim), slowAfter);
    return () => clearTimeout(timer);
  }

  private async tell(claim: ClaimedSend): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        writeOutbox(tx, [sendResult(claim, 'sending', this.clock.now())]);
        tx.afterCommit(() => this.relay.wake());
      });
    } catch (error) {
      this.logger.debug('it could not be told that an attempt is under way', error);
    }
  }
}
