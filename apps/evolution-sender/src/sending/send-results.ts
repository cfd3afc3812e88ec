import type { SendState } from '@bkcrm/contracts';
import { exchanges, SendResult } from '@bkcrm/contracts';
import type { OutboxEntry } from '@bkcrm/outbox';
import { traceparentHeader } from '@bkcrm/tracing';

interface ChangedCommand {
  id: string;
  numberId: string;
  revision: number;
  /** The trace that it is part of; absent: what is being done now. */
  traceparent?: string | null;
}

/** The outbox entry that tells where a command stands; written in the transaction that changes it. */
export function sendResult(
  command: ChangedCommand,
  state: SendState,
  at: Date,
  details: Pick<SendResult, 'whatsappId' | 'remoteJid' | 'reason' | 'until'> = {},
): OutboxEntry {
  const body: SendResult = {
    commandId: command.id,
    numberId: command.numberId,
    state,
    revision: command.revision,
    ...details,
    at: at.toISOString(),
  };
  const { traceparent } = command;
  const headers = traceparent == null ? undefined : { [traceparentHeader]: traceparent };
  return { exchange: exchanges.results, routingKey: SendResult.type, type: SendResult.type, body, headers };
}

/** Sentences for the agent, by what happened. */
export const reasons = {
  lookingForIt: {
    code: 'send.confirmation-pending',
    message: 'The answer did not arrive. BKCRM is finding out whether the message was sent.',
  },
  unconfirmed: {
    code: 'send.unconfirmed',
    message: 'It could not be found out whether the message was sent. Check on the phone before sending it again.',
  },
  unacknowledged: {
    code: 'send.unacknowledged',
    message: 'Evolution took the message, but WhatsApp has not confirmed it yet.',
  },
  numberRemoved: { code: 'number.removed', message: 'The number was removed before the message was sent.' },
  cancelled: { code: 'send.cancelled', message: 'The message was cancelled before it left.' },
  notArrived: { code: 'send.not-arrived', message: 'An agent decided that the message did not arrive.' },
  expired: { code: 'send.expired', message: 'The message waited too long and was not sent.' },
} as const;
