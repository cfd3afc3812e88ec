/** How a queue does, as the broker says and as far as this process can see. */
export interface QueueState {
  queue: string;
  /** Messages that wait for a consumer, and all consumers: as the broker says now. */
  ready: number;
  consumers: number;
  /** Messages that wait for another attempt, and dead ones: as the broker said when the queues were last declared. */
  retrying: number;
  dead: number;
  /** Handed to this process and not settled. */
  unacknowledged: number;
  /** When what the oldest of those is about was received; undefined when nothing says so. */
  oldestAt: Date | undefined;
}
