import type { ResetFrame } from '@bkcrm/contracts';

/**
 * What a client's position is good for: one database and one state of the agent's rights. Opaque to clients;
 * when either changes, what they hold may no longer be what they may see.
 */
export function clientEpoch(databaseEpoch: string, rightsVersion: number): string {
  return `${databaseEpoch}.${rightsVersion}`;
}

/** Why a client's epoch is not the current one. */
export function epochMismatch(given: string, databaseEpoch: string): ResetFrame['reason'] {
  return given.startsWith(`${databaseEpoch}.`) ? 'rights' : 'epoch';
}
