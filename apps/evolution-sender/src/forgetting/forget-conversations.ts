import { ConversationsForgotten, exchanges } from '@bkcrm/contracts';
import type { ForgetConversations as Order } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { erasedMessageHash } from '@bkcrm/personal-data';
import { Injectable } from '@nestjs/common';
import { forgetAddresses } from './forget-addresses.js';
import type { Forgetting } from './forgetting.entity.js';

/** A send under way is known within this time, or never: its WhatsApp id is wanted, so that its echo is recognised. */
const patienceMs = 5 * 60_000;

/** Removes what is held of people whom the ticket service erases, and tells. Until that is done, the order stays. */
@Injectable()
export class ForgetConversations {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** Takes orders. From here on nothing is sent in these conversations. One that comes again is carried out again. */
  async accept(orders: Order[]): Promise<void> {
    for (const { erasureId, conversationIds, addresses, until } of orders) {
      const now = this.clock.now();
      await this.database.transaction(async (tx) => {
        await tx.query('INSERT INTO forgotten_conversation (id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING', [
          conversationIds,
        ]);
        await tx.query(
          `UPDATE send_command SET state = 'cancelled', revision = revision + 1, settled_at = $2
           WHERE conversation_id = ANY($1::uuid[]) AND state = 'queued'`,
          [conversationIds, now],
        );
        await tx.query(
          `INSERT INTO forgetting (id, conversation_ids, addresses, until, ordered_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (id) DO UPDATE SET addresses = EXCLUDED.addresses, done_at = NULL`,
          [erasureId, conversationIds, addresses, until, now],
        );
      });
    }
    if (orders.length > 0) await this.execute();
  }

  /** Carries out what is ordered, as far as no send is under way. Every replica may do it. */
  async execute(): Promise<void> {
    while (await this.database.transaction((tx) => this.next(tx)));
  }

  private async next(tx: Transaction): Promise<boolean> {
    const now = this.clock.now();
    const [order] = await tx.query<Pick<Forgetting, 'id' | 'conversationIds' | 'addresses' | 'until'>>(
      `SELECT id, conversation_ids AS "conversationIds", addresses, until FROM forgetting f
       WHERE done_at IS NULL AND (ordered_at < $1 OR NOT EXISTS (
         SELECT 1 FROM send_command c WHERE c.conversation_id = ANY(f.conversation_ids)
           AND (c.state = 'sending' OR (c.state = 'unknown' AND c.settled_at IS NULL))))
       ORDER BY ordered_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [new Date(Number(now) - patienceMs)],
    );
    if (order === undefined) return false;
    const { id, conversationIds } = order;
    const messageHashes = await forgetCommands(tx, conversationIds);
    await forgetAddresses(tx, order);
    await failpoint('s8');
    await tx.query(`UPDATE forgetting SET done_at = $2, addresses = '{}' WHERE id = $1`, [id, now]);
    const { type } = ConversationsForgotten;
    const body: ConversationsForgotten = { erasureId: id, messageHashes };
    writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body }]);
    tx.afterCommit(() => this.relay.wake());
    return true;
  }
}

/** @returns hashes of what was sent */
async function forgetCommands(tx: Transaction, conversationIds: string[]): Promise<string[]> {
  const commands = await tx.query<{ id: string; numberId: string; whatsappId: string | null }>(
    `DELETE FROM send_command WHERE conversation_id = ANY($1::uuid[]) RETURNING id, number_id AS "numberId", whatsapp_id AS "whatsappId"`,
    [conversationIds],
  );
  const ids = commands.map(({ id }) => id);
  const attempts = await tx.query<{ numberId: string; whatsappId: string | null }>(
    `DELETE FROM send_attempt WHERE command_id = ANY($1::uuid[]) RETURNING number_id AS "numberId", whatsapp_id AS "whatsappId"`,
    [ids],
  );
  await tx.query(`DELETE FROM outbox_message WHERE body->>'commandId' = ANY($1::text[])`, [ids]);
  const hashes = [...commands, ...attempts].flatMap(({ numberId, whatsappId }) =>
    whatsappId === null ? [] : [erasedMessageHash(numberId, whatsappId)],
  );
  return [...new Set(hashes)];
}
