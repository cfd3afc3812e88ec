import type { Transaction } from '@bkcrm/database';
import { lockNames } from '../../database/advisory-locks.js';

export interface WhatsappId {
  numberId: string;
  whatsappId: string;
}

/**
 * Serialises, until the transaction ends, everybody who stores or changes these messages: a status and its message
 * cannot both miss each other, and two writers never lock the same messages in opposite order.
 */
export function lockWhatsappIds(tx: Transaction, ids: WhatsappId[]): void {
  lockNames(tx, ids.map(lockName));
}

/** What {@link lockWhatsappIds} locks. */
export const lockName = ({ numberId, whatsappId }: WhatsappId): string => `${numberId}:${whatsappId}`;
