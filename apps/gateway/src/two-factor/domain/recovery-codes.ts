import { createHash, randomInt } from 'node:crypto';

const count = 10;
/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const length = 12;

/** Codes of 59 bits each, for whoever loses the device: `abcd-efgh-jkmn`. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: count }, () => {
    const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? '');
    return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** What is stored of one. However it was typed. */
export function fingerprintOfCode(agentId: string, code: string): string {
  const letters = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return createHash('sha256').update(`${agentId} ${letters}`).digest('base64url');
}
