import type { LoggerService } from '@nestjs/common';
import type { DeadLetters } from './dead-letters.js';

/** What a version takes from one of its queues. */
export interface KnownTypes {
  queue: string;
  types: readonly string[];
}

const halfMinute = 30_000;

/**
 * Gives messages of a type that was not known here another chance once the running version knows it. While an older version still takes
 * from the same queue, a message may be parked again: then it has its next chance half a minute later.
 */
export class ParkedMessages {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly letters: DeadLetters,
    /** Asked each time: handlers are found when the service begins to listen. */
    private readonly known: () => readonly KnownTypes[],
    private readonly logger: LoggerService,
  ) {}

  start(every = halfMinute): void {
    void this.replay();
    this.timer = setInterval(() => void this.replay(), every);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async replay(): Promise<void> {
    try {
      const replayed = await this.letters.replayParked(this.known());
      if (replayed.length > 0)
        this.logger.log('messages of types that are now known go their way', { count: replayed.length });
    } catch (error) {
      this.logger.warn('parked messages could not be looked for; it will be tried again', error);
    }
  }
}
