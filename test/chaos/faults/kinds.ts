import { links, replicas, services } from '../world/replicas.js';

/** A kind of fault: what it can strike and how long it lasts. Lasting nothing, it heals by itself. */
export interface FaultKind {
  says: string;
  targets: readonly string[];
  /** Seconds between injection and heal: least and most. */
  lasts: readonly [number, number];
  /** Only when it is asked for by name. */
  onRequest?: true;
}

const atOnce = [0, 0] as const;
const evolution = ['evolution'] as const;
const numbers = ['some numbers'] as const;

export const kinds = {
  kill: { says: 'SIGKILL to a process', targets: replicas, lasts: atOnce },
  'kill-all': {
    says: 'SIGKILL to all processes of a service',
    targets: ['ticket', 'sender', 'gateway'],
    lasts: atOnce,
  },
  freeze: { says: 'SIGSTOP, later SIGCONT', targets: replicas, lasts: [10, 20] },
  'rolling-restart': {
    says: 'SIGTERM to the processes of a service, one after the other',
    targets: services,
    lasts: atOnce,
  },

  'broker-kill': { says: 'kill -9 of the broker', targets: ['broker'], lasts: atOnce },
  'broker-restart': { says: 'the broker ends and starts', targets: ['broker'], lasts: atOnce },
  'broker-memory-alarm': { says: 'publishers are blocked', targets: ['broker'], lasts: [5, 15] },
  'broker-disk-alarm': { says: 'publishers are blocked', targets: ['broker'], lasts: [5, 15] },
  'broker-closes-connections': {
    says: 'the broker closes the connections of a service',
    targets: services,
    lasts: atOnce,
  },

  'database-restart': {
    says: 'immediate shutdown, as after a crash, and recovery',
    targets: ['database'],
    lasts: atOnce,
  },
  'database-terminates-backends': { says: 'half of all sessions are ended', targets: ['database'], lasts: atOnce },

  'network-cut': { says: 'connections are reset, new ones refused', targets: links, lasts: [2, 10] },
  'network-black-hole': { says: 'connections stay, no byte passes', targets: links, lasts: [5, 15] },
  'network-latency': { says: 'every byte comes 300 ms later', targets: links, lasts: [5, 15] },

  'clock-ahead': { says: 'the clock of a process is an hour ahead', targets: replicas, lasts: [10, 20] },
  'clock-behind': { says: 'the clock of a process is an hour behind', targets: replicas, lasts: [10, 20] },

  'webhooks-duplicated': { says: 'three of each', targets: evolution, lasts: [5, 10] },
  'webhooks-reordered': {
    says: 'last first, in fives: statuses before their message',
    targets: evolution,
    lasts: [5, 10],
  },
  'webhooks-late': { says: 'four seconds late', targets: evolution, lasts: [5, 10] },
  'webhooks-lost': { says: 'messages are told to nobody; then the number reconnects', targets: numbers, lasts: [3, 6] },

  'evolution-accepts-silently': { says: 'taken by WhatsApp, never answered', targets: evolution, lasts: [5, 10] },
  'evolution-accepts-and-resets': { says: 'taken, then the connection is reset', targets: evolution, lasts: [5, 10] },
  'evolution-accepts-and-refuses': { says: 'taken, but answered 400', targets: evolution, lasts: [5, 10] },
  'evolution-fails': { says: 'not taken, answered 500', targets: evolution, lasts: [5, 10] },
  'evolution-hangs': { says: 'not taken, never answered', targets: evolution, lasts: [5, 10] },
  'evolution-slow': { says: 'answers three seconds later', targets: evolution, lasts: [5, 10] },
  'evolution-tells-before-it-answers': { says: 'receipts come before the answer', targets: evolution, lasts: [5, 10] },
  'number-closes': { says: 'the number loses its connection to WhatsApp', targets: numbers, lasts: [5, 15] },

  'queue-deleted': {
    says: 'a queue with all it holds; then the journal and the outboxes are fed in again',
    targets: ['ticket.inbound-p0', 'ticket.send-results', 'sender.commands', 'sender.inbound'],
    lasts: [5, 10],
    onRequest: true,
  },
  'exchange-deleted': {
    says: 'an exchange; then the journal and the outboxes are fed in again',
    targets: ['bkcrm.inbound', 'bkcrm.commands', 'bkcrm.results'],
    lasts: [5, 10],
    onRequest: true,
  },
} as const satisfies Record<string, FaultKind>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];
export const kindOf = (name: KindName): FaultKind => kinds[name];
