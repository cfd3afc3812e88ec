import type { MessageStatus } from '@bkcrm/contracts';
import type { ReportedStatus } from './inbound-message.js';
import { readEnum } from './evolution-values.js';

/** Life of a message that leaves us; `received` is no step of it. */
export type OutboundStatus = Exclude<MessageStatus, 'received'>;

/**
 * The order in which reports win, lowest first. A report of WhatsApp beats every guess of ours; `failed` beats only what
 * does not yet prove delivery. (Sending again on purpose starts a new life and is no report.)
 */
const ascending = [
  'scheduled',
  'queued',
  'sending',
  'unknown',
  'cancelled',
  'expired',
  'sent',
  'failed',
  'delivered',
  'read',
  'played',
] as const satisfies readonly OutboundStatus[];

const ranks = new Map<OutboundStatus, number>(ascending.map((status, rank) => [status, rank]));

/** The place of a status in the order of reports; the higher wins. */
export function statusRank(status: OutboundStatus): number {
  return ranks.get(status) ?? 0;
}

/** Where a message stands after two reports, in whichever order and however often they come. */
export function mergeStatus<T extends OutboundStatus>(one: T, other: T): T {
  return statusRank(other) > statusRank(one) ? other : one;
}

const protocolStatuses = new Map([
  ['ERROR', 0],
  ['FAILED', 0],
  ['PENDING', 1],
  ['SERVER_ACK', 2],
  ['SENT', 2],
  ['DELIVERY_ACK', 3],
  ['DELIVERED', 3],
  ['READ', 4],
  ['PLAYED', 5],
]);

const reported: (ReportedStatus | null)[] = ['failed', null, 'sent', 'delivered', 'read', 'played'];

/**
 * Our status for WhatsApp's number or name of one, or the Cloud API's word. Null for what says nothing: `PENDING`, anything
 * unknown, and `DELETED`, which Evolution also puts where it does not know better.
 */
export function readStatus(value: unknown): ReportedStatus | null {
  const status = readEnum(value, protocolStatuses);
  return status === null ? null : (reported[status] ?? null);
}
