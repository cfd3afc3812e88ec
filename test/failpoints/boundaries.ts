import type { ServiceName } from '../e2e/system.js';

/** A place in the code with a name, between two steps that a crash can come between. */
export interface Boundary {
  name: string;
  service: ServiceName;
  /** What has just happened. */
  after: string;
  /** What makes the process come by, when the usual traffic does not. */
  needs?: 'spool' | 'replay' | 'resume';
  /** Nothing there waits for anything, so nothing can hang there; one that is made to is restarted. */
  waitsForNothing?: true;
}

const at = (service: ServiceName, prefix: string, places: string[]): Boundary[] =>
  places.map((after, index) => ({ name: `${prefix}${index + 1}`, service, after }));

const usual: Boundary[] = [
  ...at('webhook-ingest', 'i', [
    'headers read',
    'body read',
    'authenticated',
    'parsed',
    'about to publish',
    'published, no confirm',
    'confirmed, no answer',
    'appended to the spool, no fsync',
    'fsynced, no answer',
    'record of the spool published, cursor not saved',
  ]),
  ...at('ticket', 't', [
    'delivered',
    'BEGIN',
    'message rows (the unique key)',
    'everything else of the webhooks',
    'event rows',
    'everything, before COMMIT',
    'COMMIT, no acknowledgement',
    'acknowledged',
  ]),
  ...at('ticket', 'r', [
    'rows of the outbox read',
    'published, no confirm',
    'confirmed, not deleted',
    'deleted and committed',
  ]),
  ...at('gateway', 'g', [
    'event received',
    'a frame to the first of several sockets',
    'resume read, not sent',
    'command forwarded, no reply',
    'reply, not acknowledged to the client',
  ]),
  ...at('evolution-sender', 's', [
    'delivered',
    'attempt committed',
    'request written',
    'head of the answer read',
    'answer read',
    'result committed',
    'acknowledged',
  ]),
];

const needs: Record<string, Boundary['needs']> = { i8: 'spool', i9: 'spool', i10: 'replay', g3: 'resume' };

export const boundaries: Boundary[] = usual.map((boundary) => ({
  ...boundary,
  needs: needs[boundary.name],
  ...(['i10', 't8'].includes(boundary.name) && { waitsForNothing: true }),
}));

export const actions = ['kill', 'throw', 'hang'] as const;
export type Action = (typeof actions)[number];
