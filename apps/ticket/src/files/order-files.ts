import { exchanges, FetchFile } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';

/** Orders files from Evolution, in the transaction that marks them as being fetched. */
export async function orderFiles(tx: Transaction, orders: FetchFile[]): Promise<void> {
  const { type } = FetchFile;
  writeOutbox(
    tx,
    orders.map((body) => ({ exchange: exchanges.commands, routingKey: type, type, body })),
  );
}
