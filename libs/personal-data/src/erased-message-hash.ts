import { hash } from 'node:crypto';

/**
 * What is kept of an erased message, so that it is recognised when it comes again: SHA-256 of the number and WhatsApp's id, hexadecimal.
 * The id is random, so the hash tells nobody anything who does not have it anyway.
 */
export function erasedMessageHash(numberId: string, whatsappId: string): string {
  return hash('sha256', `${numberId}:${whatsappId}`);
}
