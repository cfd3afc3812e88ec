import { createHash } from 'node:crypto';
import type { DeadLetter } from '@bkcrm/messaging';
import { v5 as uuid } from 'uuid';

const namespace = '6f6c2f0e-5a55-4f0b-9a3c-1f6d8f8f7f10';

/** The letter's id. A message that carries none of its own is known by what it says. */
export function letterIdOf({ queue, messageId, body }: Pick<DeadLetter, 'queue' | 'messageId' | 'body'>): string {
  const identity = messageId === '' ? createHash('sha256').update(body).digest('hex') : messageId;
  return uuid(`${queue} ${identity}`, namespace);
}
