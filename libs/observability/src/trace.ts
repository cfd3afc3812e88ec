import { randomBytes } from 'node:crypto';

/** A new W3C `traceparent`: the thread that ties a webhook to what it caused, up to the browser. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

/** The given `traceparent` when it is well formed, else a new one. */
export function continueTrace(incoming: string | undefined): string {
  return incoming !== undefined && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(incoming)
    ? incoming
    : newTraceparent();
}
