import type { AgentResource } from '@bkcrm/contracts';
import type { PlannedFault } from './schedule.js';
import type { PostedWebhook } from './world/webhook-recorder.js';

/** A message that a customer, or the company on its own phone, wrote: it must be stored whether its webhook came or not. */
export interface WrittenMessage {
  instance: string;
  id: string;
  text: string;
}

/** What was done to a written message. */
export interface WrittenChange {
  instance: string;
  id: string;
  kind: 'edit' | 'deletion';
  /** The new wording. */
  text: string;
}

/** What an agent ordered to be sent; its text is of no other. */
export interface SendOrder {
  clientId: string;
  ticketId: string;
  text: string;
  /** Which client. */
  by: string;
}

/** Everything one client has applied since it began, in its order. */
export interface ClientLog {
  name: string;
  agent: AgentResource;
  /** The position it began with. */
  from: number;
  applied: number[];
}

export interface StruckFault extends PlannedFault {
  /** Whether another fault was at work before the system had recovered. */
  overlapped: boolean;
  /** From the heal (or the injection) until all was as before; null: it never was. */
  recoverySeconds: number | null;
  /** What went wrong with the fault itself. */
  problem?: string;
}

/** What a webhook was about, in short. */
export interface WebhookEntry {
  event: string;
  instance: string;
  /** WhatsApp id of the message that it is about. */
  id: string | null;
  /** Of a status. */
  messageStatus: string | null;
  /** The answer; null when none came. */
  answer: number | null;
}

/** What was asked of the system, and what it answered. Written down while it is tormented, compared with the rest afterwards. */
export class Ledger {
  readonly webhooks: WebhookEntry[] = [];
  readonly written: WrittenMessage[] = [];
  readonly changes: WrittenChange[] = [];
  readonly orders: SendOrder[] = [];
  readonly clients: ClientLog[] = [];
  readonly faults: StruckFault[] = [];
  readonly restartsByLiveness: string[] = [];
  /** Probes answered and probes made. */
  readonly availability = { ingest: [0, 0], gateway: [0, 0], sockets: [0, 0] } as Record<
    'ingest' | 'gateway' | 'sockets',
    [number, number]
  >;

  posted({ event, instance, data, status }: PostedWebhook): void {
    const { key, keyId, status: messageStatus, messageType } = (data ?? {}) as Record<string, unknown>;
    const id = keyId ?? (key as { id?: unknown } | undefined)?.id;
    this.webhooks.push({
      // A reaction is no message of its own.
      event: messageType === 'reactionMessage' ? 'reaction' : event,
      instance,
      id: typeof id === 'string' ? id : null,
      messageStatus: event === 'messages.update' && typeof messageStatus === 'string' ? messageStatus : null,
      answer: status,
    });
  }

  probed(what: keyof Ledger['availability'], answered: boolean | number): void {
    const counts = this.availability[what];
    counts[0] += Number(answered);
    counts[1] += 1;
  }
}

export const isTaken = ({ answer }: WebhookEntry): boolean => answer !== null && answer >= 200 && answer < 300;
