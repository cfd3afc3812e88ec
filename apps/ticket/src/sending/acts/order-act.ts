import type { ActContent, ActTarget } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import type { LockedMessage } from '../lock-message.js';
import { writeCommands } from '../order-send.js';

/** An act before it knows what it is about. */
export type NewAct = { kind: 'reaction'; emoji: string } | { kind: 'edit'; text: string } | { kind: 'deletion' };

/**
 * Stores an act and hands it over to the sender, as the next thing of its conversation: it never overtakes its message.
 * The same act once more, while the first is on its way, is that one.
 */
export async function orderAct(
  tx: Transaction,
  message: LockedMessage,
  act: NewAct,
  { authorId, now, expiresAt }: { authorId: string; now: Date; expiresAt: Date },
): Promise<void> {
  const text = wordingOf(act);
  const [latest] = await tx.query<{ text: string | null; status: string }>(
    'SELECT text, status FROM act WHERE message_id = $1 AND kind = $2 ORDER BY position DESC LIMIT 1',
    [message.id, act.kind],
  );
  if (latest !== undefined && latest.text === text && /^(queued|sending)$/.test(latest.status)) return;
  const [place] = await tx.query<{ address: string; position: number; previousQueuedAt: Date | null }>(
    `WITH before AS (SELECT id, last_ordered_at FROM conversation WHERE id = $1 FOR NO KEY UPDATE)
     UPDATE conversation c SET last_position = last_position + 1, last_ordered_at = $2 FROM before WHERE c.id = before.id
     RETURNING address, last_position AS position, before.last_ordered_at AS "previousQueuedAt"`,
    [message.conversationId, now],
  );
  if (place === undefined) throw new Error(`conversation ${message.conversationId} vanished`);
  const { address, position, previousQueuedAt } = place;
  const id = uuid();
  tx.write(
    'INSERT INTO act (id, message_id, kind, text, author_id, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [id, message.id, act.kind, text, authorId, position, now],
  );
  writeCommands(tx, [
    {
      commandId: id,
      numberId: message.numberId,
      conversationId: message.conversationId,
      position,
      ...(previousQueuedAt === null ? {} : { previousQueuedAt: previousQueuedAt.toISOString() }),
      recipient: address,
      content: contentOf(act, targetOf(message, address)),
      queuedAt: now.toISOString(),
      expiresAt: expiresAt.toISOString(),
    },
  ]);
}

function wordingOf(act: NewAct): string | null {
  if (act.kind === 'deletion') return null;
  return act.kind === 'edit' ? act.text : act.emoji;
}

const contentOf = (act: NewAct, target: ActTarget): ActContent => ({ ...act, target });

function targetOf({ id, whatsappId, fromMe, participant }: LockedMessage, remoteJid: string): ActTarget {
  return {
    messageId: id,
    ...(whatsappId === null ? {} : { whatsappId }),
    remoteJid,
    fromMe,
    ...(participant === null ? {} : { participant: participant.jid }),
  };
}
