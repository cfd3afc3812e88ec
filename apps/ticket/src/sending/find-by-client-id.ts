import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages } from '@bkcrm/read-model';

/** What an agent's client calls a message. */
export interface ClientName {
  actorId: string;
  clientId: string;
}

export const keyOfName = ({ actorId, clientId }: ClientName): string => `${actorId}:${clientId}`;

/** The messages that agents' clients have named so before, by `keyOfName`. */
export async function findByClientIds(tx: Transaction, names: ClientName[]): Promise<Map<string, MessageResource>> {
  const rows = await tx.query<ClientName & { id: string }>(
    `SELECT m.id, m.author_id AS "actorId", m.client_id AS "clientId" FROM unnest($1::uuid[], $2::uuid[]) AS n(author_id, client_id)
     JOIN message m ON m.author_id = n.author_id AND m.client_id = n.client_id AND m.client_id IS NOT NULL`,
    [names.map(({ actorId }) => actorId), names.map(({ clientId }) => clientId)],
  );
  const messages = await loadMessages(
    tx,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.flatMap((row) => {
      const message = messages.get(row.id);
      return message === undefined ? [] : [[keyOfName(row), message] as const];
    }),
  );
}
