import type { Delivery, OutgoingMessage } from '../messages.js';
import { failureHeaders, withoutBrokerHeaders } from '../consuming/failure-headers.js';

/** A delivery that could not be handled, as it comes from a dead-letter queue. */
export interface DeadLetter {
  /** The queue that it was meant for. */
  queue: string;
  messageId: string;
  type: string;
  exchange: string;
  routingKey: string;
  body: Buffer;
  /** Its own, without what tells of its failure. */
  headers: Record<string, string | number | boolean>;
  reason: string;
  stackHash: string | null;
  attempts: number;
  /** ISO 8601; null when the broker itself set it aside. */
  firstFailedAt: string | null;
  /** How often it has been replayed. */
  replays: number;
}

/** What the broker writes about a message that it moved by itself. */
interface Death {
  queue?: unknown;
  reason?: unknown;
  exchange?: unknown;
  'routing-keys'?: unknown;
}

const ofFailure = new Set<string>([...Object.values(failureHeaders), 'x-replays']);

/** Reads what lies in the dead-letter queue of `queue`. */
export function readDeadLetter(queue: string, delivery: Delivery): DeadLetter {
  const { messageId, type, raw: body } = delivery;
  const all: Readonly<Record<string, unknown>> = delivery.headers;
  const death = deathIn(queue, all['x-death']);
  const own = Object.entries(withoutBrokerHeaders(all)).filter(([name]) => !ofFailure.has(name));
  const reason = all[failureHeaders.reason];
  const stackHash = all[failureHeaders.stackHash];
  const firstFailedAt = all[failureHeaders.firstFailedAt];
  return {
    queue,
    messageId,
    type,
    exchange: text(all[failureHeaders.originalExchange]) ?? text(death?.exchange) ?? '',
    routingKey: text(all[failureHeaders.originalRoutingKey]) ?? firstOf(death?.['routing-keys']) ?? queue,
    body,
    headers: Object.fromEntries(own) as DeadLetter['headers'],
    // Moved by the broker, after it was delivered too often without an answer.
    reason: text(death === undefined ? reason : death.reason) ?? text(reason) ?? 'unknown',
    stackHash: text(stackHash) ?? null,
    attempts: Number(all[failureHeaders.attempt] ?? 0),
    firstFailedAt: text(firstFailedAt) ?? null,
    replays: Number(all['x-replays'] ?? 0),
  };
}

/** The letter as the message that it was, to the queue that it was meant for, and known by the same id. */
export function replayOf(
  letter: Omit<DeadLetter, 'reason' | 'stackHash' | 'attempts' | 'firstFailedAt'>,
): OutgoingMessage {
  const { queue, messageId, type, exchange, routingKey, body, headers, replays } = letter;
  return {
    exchange: '',
    routingKey: queue,
    content: body,
    messageId,
    type,
    headers: {
      ...headers,
      [failureHeaders.originalExchange]: exchange,
      [failureHeaders.originalRoutingKey]: routingKey,
      'x-replays': replays + 1,
    },
  };
}

function deathIn(queue: string, deaths: unknown): Death | undefined {
  return Array.isArray(deaths) ? (deaths as Death[]).find((death) => death.queue === queue) : undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const firstOf = (value: unknown): string | undefined => (Array.isArray(value) ? text(value[0]) : undefined);
