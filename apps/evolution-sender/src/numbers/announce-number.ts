import type { NumberState } from '@bkcrm/contracts';
import { exchanges, NumberStateObserved } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { OutboxRelay } from '@bkcrm/outbox';
import { writeOutbox } from '@bkcrm/outbox';
import { troubleSentence } from './domain/number-trouble.js';

export interface AnnouncedNumber {
  id: string;
  state: NumberState;
  ownerJid: string | null;
  profileName: string | null;
  trouble: string | null;
}

/** What others are told about a number; of two announcements the later one counts. */
export function announcement(number: AnnouncedNumber, at: Date): NumberStateObserved {
  return {
    numberId: number.id,
    state: number.state,
    ...(number.ownerJid === null ? {} : { ownerJid: number.ownerJid }),
    ...(number.profileName === null ? {} : { profileName: number.profileName }),
    ...(number.trouble === null ? {} : { trouble: number.trouble, troubleMessage: troubleSentence(number.trouble) }),
    observedAt: at.toISOString(),
  };
}

/** Tells what the number's row says now, in the transaction that changed it. */
export async function announceNumber(tx: Transaction, relay: OutboxRelay, numberId: string, now: Date): Promise<void> {
  const [number] = await tx.query<AnnouncedNumber>(
    `UPDATE number SET state_at = $2 WHERE id = $1 RETURNING id, state, owner_jid AS "ownerJid", profile_name AS "profileName", trouble`,
    [numberId, now],
  );
  if (number === undefined) return;
  const { type } = NumberStateObserved;
  writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body: announcement(number, now) }]);
  tx.afterCommit(() => relay.wake());
}
