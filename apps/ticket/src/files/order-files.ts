import { exchanges, FetchFile } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';

/** A file that did not come along with its message. */
export interface RemoteFile {
  attachmentId: string;
  numberId: string;
  message: Record<string, unknown>;
}

/** Orders files from Evolution, in the transaction that stores their messages. */
export async function orderFiles(tx: Transaction, files: RemoteFile[]): Promise<void> {
  const { type } = FetchFile;
  await writeOutbox(
    tx,
    files.map((body) => ({ exchange: exchanges.commands, routingKey: type, type, body })),
  );
}
