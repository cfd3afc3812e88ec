import type { Failure } from './describe-error.js';

/** Headers of our own on copies that wait for another attempt or are set aside. */
export const failureHeaders = {
  attempt: 'x-attempt',
  reason: 'x-reason',
  stackHash: 'x-stack-hash',
  firstFailedAt: 'x-first-failed-at',
  originalExchange: 'x-original-exchange',
  originalRoutingKey: 'x-original-routing-key',
} as const;

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
export function withoutBrokerHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = { ...headers };
  for (const name of Object.keys(kept)) {
    if (/^x-(death|delivery-count|acquired-count|first-death-.*|last-death-.*)$/.test(name)) delete kept[name];
  }
  return kept;
}
