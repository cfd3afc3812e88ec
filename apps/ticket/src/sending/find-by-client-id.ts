import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages } from '@bkcrm/read-model';

/** The message that an agent's client has named so before. */
export async function findByClientId(
  tx: Transaction,
  authorId: string,
  clientId: string,
): Promise<MessageResource | undefined> {
  const [row] = await tx.query<{ id: string }>('SELECT id FROM message WHERE author_id = $1 AND client_id = $2', [
    authorId,
    clientId,
  ]);
  return row && (await loadMessages(tx, [row.id])).get(row.id);
}
