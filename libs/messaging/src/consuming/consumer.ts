import type { QueueState } from './queue-state.js';

/** Something that takes messages from a queue. It starts with its construction and survives whatever happens to the broker. */
export interface Consumer {
  readonly queue: string;
  /** Since when (steady clock) the queue is not consumed although there is a connection; undefined while it is, or there is none. */
  readonly unconsumedSince: number | undefined;
  /** Declares and binds its queue once more, should somebody have deleted any of it. */
  declareAgain: () => Promise<void>;
  /** How its queue does; undefined while there is no channel to ask on, and of queues that are nobody else's business. */
  look?: () => Promise<QueueState | undefined>;
  /** Takes no more, and resolves when everything in hand is settled. */
  drain(): Promise<void>;
  /** Ends the channel; what was not settled is delivered again. */
  close(): Promise<void>;
}
