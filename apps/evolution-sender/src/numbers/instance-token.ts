import { randomUUID } from 'node:crypto';
import type { SecretBox } from '@bkcrm/secrets';

const place = (numberId: string): string => `number|${numberId}|instance_token`;

/** A key for an instance that is to be made, encrypted for the number's row. In the form that Evolution's own keys have. */
export const newInstanceToken = (numberId: string, secrets: SecretBox): string =>
  secrets.encrypt(randomUUID().toUpperCase(), place(numberId));

export const readInstanceToken = (stored: string, numberId: string, secrets: SecretBox): string =>
  secrets.decrypt(stored, place(numberId));
