/** Something that takes messages from a queue. It starts with its construction and survives whatever happens to the broker. */
export interface Consumer {
  /** Declares and binds its queue once more, should somebody have deleted any of it. */
  declareAgain: () => Promise<void>;
  /** Takes no more, and resolves when everything in hand is settled. */
  drain(): Promise<void>;
  /** Ends the channel; what was not settled is delivered again. */
  close(): Promise<void>;
}
