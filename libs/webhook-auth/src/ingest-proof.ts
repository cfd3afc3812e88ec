import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What webhook-ingest answers to a test call: only a holder of the secret can. The challenge stands behind a word that no number's
 * id begins with, so that nobody gets a number's secret out of it.
 */
export function ingestProof(secret: string, challenge: string): string {
  return createHmac('sha256', secret).update(`ingest test|${challenge}`).digest('hex');
}

/** Takes the same time for every answer. */
export function isIngestProof(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}
