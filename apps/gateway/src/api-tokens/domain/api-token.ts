import { createHash, randomBytes } from 'node:crypto';

const prefix = 'bkcrm_';

/** So that scanners and people recognise one where it should not be. */
export const makeApiToken = (): string => prefix + randomBytes(32).toString('base64url');

export const isApiToken = (text: string): boolean => text.startsWith(prefix);

/** What is stored of it. */
export const fingerprintOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
