import { createHash } from 'node:crypto';

/** Headers of our own on copies that wait for another attempt or are set aside. */
export const failureHeaders = {
  attempt: 'x-attempt',
  reason: 'x-reason',
  stackHash: 'x-stack-hash',
  firstFailedAt: 'x-first-failed-at',
  originalExchange: 'x-original-exchange',
  originalRoutingKey: 'x-original-routing-key',
} as const;

/** Why a message failed, without a word of what it said: reasons are shown to operators and kept. */
export interface Failure {
  reason: string;
  /** The same for failures from the same place in the code. */
  stackHash?: string;
}

/** The name of the error and its code; never its message, which may quote a customer. */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { reason: 'thrown value' };
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    reason: `${error.name}${code}`,
    stackHash: createHash('sha256').update(places.join('\n')).digest('hex').slice(0, 12),
  };
}

/** The headers of a copy. */
export function withFailure(
  delivery: { headers: Readonly<Record<string, unknown>>; attempt: number; exchange: string; routingKey: string },
  failure: Failure,
  now: Date,
): Record<string, unknown> {
  return {
    ...withoutBrokerHeaders(delivery.headers),
    [failureHeaders.attempt]: delivery.attempt + 1,
    [failureHeaders.reason]: failure.reason,
    ...(failure.stackHash === undefined ? {} : { [failureHeaders.stackHash]: failure.stackHash }),
    [failureHeaders.firstFailedAt]: delivery.headers[failureHeaders.firstFailedAt] ?? now.toISOString(),
    [failureHeaders.originalExchange]: delivery.exchange,
    [failureHeaders.originalRoutingKey]: delivery.routingKey,
  };
}

/** What RabbitMQ wrote about an earlier life of the message would be taken for the copy's. */
function withoutBrokerHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = { ...headers };
  for (const name of Object.keys(kept)) {
    if (/^x-(death|delivery-count|acquired-count|first-death-.*|last-death-.*)$/.test(name)) delete kept[name];
  }
  return kept;
}
