import type { NumberSecrets } from '@bkcrm/webhook-auth';
import { isEvolutionToken } from './evolution-token.js';

/** What is believed about a caller, and why one was turned away. */
export type Caller =
  { kind: 'trusted'; numberId?: string } | { kind: 'unauthenticated' } | { kind: 'refused'; reason: RefusalReason };
export type RefusalReason = 'no-secret' | 'wrong-secret';

export interface Credentials {
  secrets: NumberSecrets;
  /** Keys of Evolution's own tokens. */
  tokenKeys: readonly string[];
  /** Until then a call without any secret is taken. */
  adoptUntil: Date | undefined;
}

export type CallHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Judges a call by its headers alone: its body is not read before. */
export function authenticate(headers: CallHeaders, credentials: Credentials, now: Date): Caller {
  const numberId = claimedNumber(headers);
  const secret = single(headers['x-webhook-secret']);
  const bearer = /^Bearer +(\S+)$/i.exec(single(headers['authorization']) ?? '')?.[1];
  if (secret === undefined && bearer === undefined) {
    const adopting = credentials.adoptUntil !== undefined && now < credentials.adoptUntil;
    return adopting ? { kind: 'unauthenticated' } : { kind: 'refused', reason: 'no-secret' };
  }
  const valid =
    (secret !== undefined && credentials.secrets.find(numberId, secret) !== undefined) ||
    (bearer !== undefined && isValidBearer(bearer, credentials, now));
  if (!valid) return { kind: 'refused', reason: 'wrong-secret' };
  return { kind: 'trusted', ...(numberId === undefined ? {} : { numberId }) };
}

/** The number that a call says it is about; undefined unless it is an id of ours. */
export function claimedNumber(headers: CallHeaders): string | undefined {
  const id = single(headers['x-bkcrm-number'])?.toLowerCase();
  return id !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id) ? id : undefined;
}

/** Hooks from before may carry the secret itself where Evolution puts its token. */
function isValidBearer(bearer: string, { secrets, tokenKeys }: Credentials, now: Date): boolean {
  return secrets.find(undefined, bearer) !== undefined || isEvolutionToken(bearer, tokenKeys, now);
}

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
