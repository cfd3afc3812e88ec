import type { Database, Transaction } from '@bkcrm/database';
import type { Publisher, PublishOutcome } from '@bkcrm/messaging';
import { failpoint } from '@bkcrm/observability';

const batchSize = 200;
const parkedAfterReturns = 3;
/** Milliseconds; the rows stay locked for no longer. */
const publishDeadline = 5_000;

interface Row {
  id: string;
  exchange: string;
  routingKey: string;
  type: string;
  body: object;
  headers: Record<string, string>;
  returns: number;
}

export interface RowName {
  messageId: string;
  type: string;
  exchange: string;
  /** How often nobody has taken it by now. */
  returns: number;
}

export interface RoundResult {
  returned: RowName[];
  parked: RowName[];
  /** The broker did not take everything: better wait a little. */
  stuck: boolean;
  more: boolean;
}

const nothingPending: RoundResult = { returned: [], parked: [], stuck: false, more: false };

/**
 * Sends the oldest pending rows that no other relay is sending, in their order, and marks what the broker has confirmed.
 * A crash in between sends them once more, with the same ids. `except` are rows to leave alone for now.
 */
export async function sendPending(
  database: Database,
  publisher: Publisher,
  except: string[] = [],
): Promise<RoundResult> {
  const result = await database.transaction(async (tx) => {
    const rows = await tx.query<Row>(
      `SELECT id, exchange, routing_key AS "routingKey", type, body, headers, returns FROM outbox_message
       WHERE sent_at IS NULL AND parked_at IS NULL AND id <> ALL($1::uuid[]) ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`,
      [except],
    );
    if (rows.length === 0) return nothingPending;
    await failpoint('r1');
    const publishing = rows.map((row) => publish(publisher, row));
    await failpoint('r2');
    const outcomes = await Promise.all(publishing);
    await failpoint('r3');
    return settle(tx, rows, outcomes);
  });
  if (result !== nothingPending) await failpoint('r4');
  return result;
}

/** Gives what has been parked for so long (milliseconds) one more try; it is parked again at once if nobody takes it. */
export async function unpark(database: Database, pause: number): Promise<void> {
  await database.query(
    `UPDATE outbox_message SET parked_at = NULL, returns = ${parkedAfterReturns - 1}
     WHERE parked_at < now() - $1 * interval '1 millisecond' AND sent_at IS NULL`,
    [pause],
  );
}

function publish(
  publisher: Publisher,
  { id, exchange, routingKey, type, body, headers }: Row,
): Promise<PublishOutcome> {
  return publisher.publish(
    { exchange, routingKey, type, headers, messageId: id, content: body },
    { deadline: publishDeadline },
  );
}

function settle(tx: Transaction, rows: Row[], outcomes: PublishOutcome[]): RoundResult {
  const having = (outcome: PublishOutcome): Row[] => rows.filter((_, index) => outcomes[index] === outcome);
  const confirmed = having('confirmed');
  const returned = having('returned');
  if (confirmed.length > 0)
    tx.write('UPDATE outbox_message SET sent_at = now() WHERE id = ANY($1::uuid[])', [confirmed.map(({ id }) => id)]);
  if (returned.length > 0)
    tx.write(
      `UPDATE outbox_message SET returns = returns + 1, parked_at = CASE WHEN returns + 1 >= ${parkedAfterReturns} THEN now() END
       WHERE id = ANY($1::uuid[])`,
      [returned.map(({ id }) => id)],
    );
  const isLast = (row: Row): boolean => row.returns + 1 >= parkedAfterReturns;
  const stuck = confirmed.length + returned.length < rows.length;
  return {
    returned: returned.filter((row) => !isLast(row)).map(nameOf),
    parked: returned.filter(isLast).map(nameOf),
    stuck,
    more: !stuck && rows.length === batchSize,
  };
}

const nameOf = ({ id, type, exchange, returns }: Row): RowName => ({
  messageId: id,
  type,
  exchange,
  returns: returns + 1,
});
