import type { MessageStatus, MessageWarning, SendState } from '@bkcrm/contracts';
import { mergeStatus } from '../../inbound/domain/index.js';
import type { OutboundStatus } from '../../inbound/domain/index.js';
import { refusedByWhatsapp } from '../../messages/domain/apply-facts.js';

export interface SentMessageState {
  status: MessageStatus;
  failure: { code: string; message: string } | null;
  warning: MessageWarning | null;
  sendRevision: number;
}

export interface SendOutcome {
  state: SendState;
  revision: number;
  reason?: { code: string; message: string };
  until?: string;
}

/** States that say how far our own sending is; everything above is WhatsApp's word. */
const ours: ReadonlySet<MessageStatus> = new Set([
  'scheduled',
  'queued',
  'sending',
  'unknown',
  'failed',
  'expired',
  'cancelled',
]);

const isOurs = ({ status, failure }: SentMessageState): boolean =>
  ours.has(status) && failure?.code !== refusedByWhatsapp;

/** Whether the sender is still at it. */
const isUnderWay = (state: MessageStatus): boolean => state === 'queued' || state === 'sending';

/**
 * A message after a result of the sender. Results may repeat and overtake each other: only a higher revision counts,
 * and what WhatsApp itself has reported since (delivered, read) is never taken back.
 */
export function applySendResult<T extends SentMessageState>(message: T, outcome: SendOutcome): T {
  if (outcome.revision <= message.sendRevision) return message;
  const next = { ...message, sendRevision: outcome.revision };
  if (outcome.state === 'sent') {
    const status =
      isOurs(message) || message.status === 'received' ? 'sent' : mergeStatus<OutboundStatus>(message.status, 'sent');
    const warning = status === 'sent' ? (outcome.reason ?? null) : null;
    return { ...next, status, failure: status === 'failed' ? message.failure : null, warning };
  }
  if (!isOurs(message)) return next;
  const { state: status, reason, until } = outcome;
  if (isUnderWay(status)) {
    const warning = reason === undefined ? null : { ...reason, ...(until === undefined ? {} : { until }) };
    return { ...next, status, failure: null, warning };
  }
  return { ...next, status, failure: reason ?? { code: status, message: status }, warning: null };
}
