import type { Database } from '@bkcrm/database';
import type { Publisher } from '@bkcrm/messaging';
import type { LoggerService } from '@nestjs/common';

/** Sends what committed transactions left in the outbox. Any number of replicas; every row is sent at least once. */
export class OutboxRelay {
  constructor(
    private readonly database: Database,
    private readonly publisher: Publisher,
    private readonly options: { schema: string; logger: LoggerService },
  ) {}

  start(): void {
    throw new Error(`not implemented ${String([this.database, this.publisher, this.options])}`);
  }

  /** Looks at once instead of at the next tick. */
  wake(): void {
    throw new Error('not implemented');
  }

  /** Finishes the round under way. */
  async stop(): Promise<void> {
    throw new Error('not implemented');
  }
}
