import { normaliseEvent } from '@bkcrm/contracts';

/** Segments that are part of the address and name no event. */
const addresses = new Set(['', 'webhook', 'evolution']);

/** The event that a path names (`/webhook/evolution//messages-upsert/`), dotted, or `unknown`. */
export function eventOfPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const last = path.split('/').findLast((segment) => segment !== '') ?? '';
  return addresses.has(last) ? 'unknown' : normaliseEvent(last);
}
