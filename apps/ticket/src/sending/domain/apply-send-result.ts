import type { MessageStatus, SendState } from '@bkcrm/contracts';
import { mergeStatus } from '../../inbound/domain/index.js';
import type { OutboundStatus } from '../../inbound/domain/index.js';

export interface SentMessageState {
  status: MessageStatus;
  failure: { code: string; message: string } | null;
  sendRevision: number;
}

export interface SendOutcome {
  state: SendState;
  revision: number;
  reason?: { code: string; message: string };
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

/** Whether the sender is still at it. */
export const isUnderWay = (state: MessageStatus): boolean => state === 'queued' || state === 'sending';

/**
 * A message after a result of the sender. Results may repeat and overtake each other: only a higher revision counts,
 * and what WhatsApp itself has reported since (delivered, read) is never taken back.
 */
export function applySendResult<T extends SentMessageState>(message: T, outcome: SendOutcome): T {
  if (outcome.revision <= message.sendRevision) return message;
  const next = { ...message, sendRevision: outcome.revision };
  if (outcome.state === 'sent') {
    const status =
      ours.has(message.status) || message.status === 'received'
        ? 'sent'
        : mergeStatus<OutboundStatus>(message.status, 'sent');
    return { ...next, status, failure: status === 'failed' ? message.failure : null };
  }
  if (!ours.has(message.status)) return next;
  const failure = isUnderWay(outcome.state)
    ? null
    : (outcome.reason ?? { code: outcome.state, message: outcome.state });
  return { ...next, status: outcome.state, failure };
}
