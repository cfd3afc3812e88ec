import { classOf, headers, receivedKey } from '@bkcrm/contracts';
import type { InboundClass } from '@bkcrm/contracts';
import { isReceivedMessage } from './is-received-message.js';

/** A webhook on its way to the ticket service: what the broker gets, and what the spool keeps until the broker takes it. */
export interface InboundMessage {
  /** Its identity from acceptance on, through the spool and every repetition. */
  messageId: string;
  routingKey: string;
  headers: Record<string, string>;
  content: Buffer;
}

export interface MessageFacts {
  messageId: string;
  event: string;
  instance: string | undefined;
  numberId: string | undefined;
  unauthenticated: boolean;
  receivedAt: Date;
  /** Absent when it is part of no trace. */
  traceparent: string | undefined;
  content: Buffer;
}

export function inboundMessage(facts: MessageFacts): InboundMessage {
  const { messageId, event, instance, numberId, unauthenticated, receivedAt, traceparent, content } = facts;
  return {
    messageId,
    routingKey: isReceivedMessage(event, content) ? receivedKey : `${classOf(event)}.${event}`,
    headers: {
      [headers.event]: event,
      ...(instance === undefined ? {} : { [headers.instance]: instance }),
      ...(numberId === undefined ? {} : { [headers.numberId]: numberId }),
      ...(unauthenticated ? { [headers.unauthenticated]: 'true' } : {}),
      [headers.receivedAt]: receivedAt.toISOString(),
      ...(traceparent === undefined ? {} : { [headers.traceparent]: traceparent }),
      [headers.origin]: 'webhook',
    },
    content,
  };
}

export function classOfMessage({ headers: fields }: InboundMessage): InboundClass {
  return classOf(fields[headers.event]);
}

/** The name of a message's body in the media store: one folder a day, so that old ones are easily found. */
export function bodyReference({ messageId, headers: fields }: InboundMessage): string {
  return `inbound/${(fields[headers.receivedAt] ?? '').slice(0, 10)}/${messageId}.json`;
}

/** The message that goes in place of one whose body lies in the media store. */
export function referencing(message: InboundMessage): InboundMessage {
  const envelope = { event: message.headers[headers.event], instance: message.headers[headers.instance] };
  return {
    ...message,
    headers: { ...message.headers, [headers.bodyRef]: bodyReference(message) },
    content: Buffer.from(JSON.stringify(envelope)),
  };
}
